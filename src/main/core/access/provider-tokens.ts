import { type TokenProvider, tokenOfEnvironment } from '../settings/environment.ts';
import type { Sealed, SealedBox } from './sealed-box.ts';

export interface ProviderTokensParts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secrets: { get(provider: string): Sealed | undefined };
  readonly box: SealedBox;
}

/** Tokens of other people's services: of the environment, or else of the encrypted store. */
export class ProviderTokens {
  readonly #parts: ProviderTokensParts;

  constructor(parts: ProviderTokensParts) {
    this.#parts = parts;
  }

  /**
   * Read anew each time, so that nobody keeps one that was changed.
   * @throws AppError CONFIG_INVALID when the stored one cannot be decrypted
   */
  of(provider: TokenProvider): string | undefined {
    const { environment, secrets, box } = this.#parts;
    const own = tokenOfEnvironment(provider, environment);
    if (own !== undefined) return own;
    const sealed = secrets.get(provider);
    return sealed === undefined ? undefined : box.open(provider, sealed);
  }
}

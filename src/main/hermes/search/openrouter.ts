import { type EpochMs, type Milliseconds, seconds } from '../../../shared/domain/units.ts';
import { HubDoor } from './hub-door.ts';
import { type RemoteModel, readRemoteModels } from './openrouter-answers.ts';
import { ShortCache } from './short-cache.ts';

export interface OpenRouterOptions {
  readonly endpoint: string;
  readonly now: () => EpochMs;
  readonly timeout?: Milliseconds;
}

export interface RemoteModels {
  readonly models: readonly RemoteModel[];
  readonly malformed: number;
}

/** All its models with their descriptions are about 2 MB. */
const MOST_BYTES = 16_000_000;

/** Reads which models OpenRouter has. That needs no key, so none is sent. */
export class OpenRouter {
  readonly #url: URL;
  readonly #door: HubDoor;
  readonly #lists: ShortCache<RemoteModels>;

  constructor(options: OpenRouterOptions) {
    this.#url = new URL(`${options.endpoint.replace(/\/+$/, '')}/models`);
    this.#door = new HubDoor(options);
    this.#lists = new ShortCache({ keep: seconds(60), most: 1, now: options.now });
  }

  /** @throws AppError HUB_… */
  async models(signal?: AbortSignal): Promise<RemoteModels> {
    return this.#lists.get('models', async () => {
      const { status, body } = await this.#door.ask({
        url: this.#url,
        mostBytes: MOST_BYTES,
        signal,
      });
      const read = readRemoteModels(body);
      if (read === undefined) throw this.#door.refused(status);
      return read;
    });
  }
}

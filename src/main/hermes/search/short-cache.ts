import { type EpochMs, epochMs, type Milliseconds } from '../../../shared/domain/units.ts';

interface Kept<Value> {
  readonly value: Value;
  readonly until: EpochMs;
}

/** Keeps the last answers for a while: turning a page back asks nobody again. */
export class ShortCache<Value> {
  readonly #options: {
    readonly keep: Milliseconds;
    readonly most: number;
    readonly now: () => EpochMs;
  };
  /** The oldest first. */
  readonly #kept = new Map<string, Kept<Value>>();

  constructor(options: {
    readonly keep: Milliseconds;
    readonly most: number;
    readonly now: () => EpochMs;
  }) {
    this.#options = options;
  }

  /** What is kept under the key, or else what `load` brings; a failure is not kept. */
  async get(key: string, load: () => Promise<Value>): Promise<Value> {
    const { keep, most, now } = this.#options;
    const kept = this.#kept.get(key);
    if (kept !== undefined && now() < kept.until) return kept.value;
    const value = await load();
    this.#kept.delete(key);
    this.#kept.set(key, { value, until: epochMs(now() + keep) });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > most && oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }
}

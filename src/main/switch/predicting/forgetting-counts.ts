/** Symbols counted at once, at most: a count is small, and so are the alphabets that this is for. */
export const MOST_SYMBOLS = 64;
/** Counts below this say nothing any more. */
const NEGLIGIBLE = 1e-3;

/** As plain JSON: a symbol and what is left of its count. */
export type CountsState = readonly (readonly [symbol: string, count: number])[];

/** How often each symbol came, where what came long ago counts less and less. */
export class ForgettingCounts {
  readonly #counts: Map<string, number>;
  readonly #keep: number;

  /** @param keep what is left of a count after one more symbol, 0..1: 1 ÷ (1 − keep) count in all */
  constructor(keep: number, state: CountsState = []) {
    this.#keep = keep;
    this.#counts = new Map(state);
  }

  of(symbol: string): number {
    return this.#counts.get(symbol) ?? 0;
  }

  add(symbol: string): void {
    for (const [counted, count] of this.#counts) {
      const left = count * this.#keep;
      if (left < NEGLIGIBLE) this.#counts.delete(counted);
      else this.#counts.set(counted, left);
    }
    this.#counts.set(symbol, this.of(symbol) + 1);
    if (this.#counts.size > MOST_SYMBOLS) this.#dropLeast();
  }

  state(): CountsState {
    return [...this.#counts];
  }

  #dropLeast(): void {
    const [least] = [...this.#counts].toSorted(([, a], [, b]) => a - b);
    if (least !== undefined) this.#counts.delete(least[0]);
  }
}

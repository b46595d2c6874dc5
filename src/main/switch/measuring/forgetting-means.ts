/** Weight of the newest value in a mean: about the latest ten count. */
const NEWEST = 0.2;

/** Means that forget, by name. */
export class ForgettingMeans {
  readonly #values = new Map<string, number>();

  add(name: string, value: number): void {
    const mean = this.#values.get(name) ?? value;
    this.#values.set(name, mean + NEWEST * (value - mean));
  }

  /** null while nothing was added. */
  of(name: string): number | null {
    return this.#values.get(name) ?? null;
  }
}

/** A seeded source of numbers (mulberry32): the same seed gives the same file anywhere. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform over the 32-bit integers. */
  uint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** A place from `at` to before `end`. */
  within({ at, end }: { readonly at: number; readonly end: number }): number {
    return at + this.below(end - at);
  }

  /** @throws RangeError when there is nothing to choose from */
  pick<Choice>(choices: readonly Choice[]): Choice {
    const index = this.below(choices.length);
    for (const choice of choices.slice(index, index + 1)) return choice;
    throw new RangeError('There is nothing to choose from.');
  }

  /** Close to a standard normal: the sum of four uniforms, centred and scaled (Irwin–Hall). */
  normal(): number {
    const sum = this.uniform() + this.uniform() + this.uniform() + this.uniform();
    return (sum - 2) * Math.sqrt(3);
  }
}

/**
 * Experts weighed by how well they foretold, so that the mixture is never far behind the best of
 * them, also when another becomes the best: the fixed-share update of Herbster and Warmuth,
 * "Tracking the Best Expert", Machine Learning 32 (1998), 151–178, under log loss. Against any
 * sequence of experts that changes k times in T symbols, it loses at most about
 * (k + 1) ln n + k ln(T ÷ k) + k nats in all.
 */
export class FixedShare {
  #weights: readonly number[];
  readonly #share: number;

  /** @param share of its weight that each expert gives to the others after each symbol, 0..1 */
  constructor(weights: readonly number[], share: number) {
    this.#weights = weights;
    this.#share = share;
  }

  static equal(experts: number, share: number): FixedShare {
    return new FixedShare(
      Array.from({ length: experts }, () => 1 / experts),
      share,
    );
  }

  get weights(): readonly number[] {
    return this.#weights;
  }

  /** @param opinions of each expert, the probability of each symbol */
  mix(opinions: readonly (readonly number[])[]): number[] {
    const mixed = (opinions[0] ?? []).map(() => 0);
    for (const [expert, opinion] of opinions.entries()) {
      const weight = this.#weights[expert] ?? 0;
      for (const [index, probability] of opinion.entries()) {
        mixed[index] = (mixed[index] ?? 0) + weight * probability;
      }
    }
    return mixed;
  }

  /** @param probabilities what each expert gave to the symbol that came; none is 0 */
  learn(probabilities: readonly number[]): void {
    const earned = this.#weights.map((weight, expert) => weight * (probabilities[expert] ?? 0));
    const sum = earned.reduce((a, b) => a + b, 0);
    const others = Math.max(1, earned.length - 1);
    this.#weights = earned.map((one) => {
      const weight = one / sum;
      return (1 - this.#share) * weight + (this.#share * (1 - weight)) / others;
    });
  }
}

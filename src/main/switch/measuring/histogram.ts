/** Buckets per doubling: one is 4.4 % wide, so a quantile is off by 2.2 % at most. */
const PER_DOUBLING = 16;
/** Up to 2^31 ms, which is 24 days; what is longer counts as that. */
const BUCKETS = 31 * PER_DOUBLING + 1;

/** Milliseconds. */
export interface Distribution {
  readonly count: number;
  readonly average: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

function bucketOf(value: number): number {
  if (value < 1) return 0;
  return Math.min(1 + Math.floor(Math.log2(value) * PER_DOUBLING), BUCKETS - 1);
}

/** The middle of a bucket, on the scale on which all are equally wide. */
const middleOf = (bucket: number): number =>
  bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / PER_DOUBLING);

/** How long things take: 2 kB, however many are counted. Count, average and longest are exact. */
export class Histogram {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #max = 0;

  /** @param value milliseconds, not negative */
  add(value: number): void {
    const bucket = bucketOf(value);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += value;
    this.#max = Math.max(this.#max, value);
  }

  /** @returns null before the first */
  distribution(): Distribution | null {
    if (this.#count === 0) return null;
    return {
      count: this.#count,
      average: this.#sum / this.#count,
      p50: this.#quantile(0.5),
      p95: this.#quantile(0.95),
      p99: this.#quantile(0.99),
      max: this.#max,
    };
  }

  /** Nearest-rank definition: the smallest value with at least that share at or below it. */
  #quantile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.#count));
    const found = this.#buckets.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return Math.min(middleOf(found), this.#max);
  }
}

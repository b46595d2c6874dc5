/** Quantiles look at this many of the latest answers. */
const WINDOW = 1000;

export interface ResponseTimeSummary {
  /** Seconds; null before the first answer. */
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** Seconds from acceptance to answer, over the latest answers since the start. */
export class ResponseTimes {
  readonly #seconds: number[] = [];
  #next = 0;

  add(seconds: number): void {
    this.#seconds[this.#next] = seconds;
    this.#next = (this.#next + 1) % WINDOW;
  }

  summary(): ResponseTimeSummary {
    if (this.#seconds.length === 0) return { average: null, p50: null, p95: null };
    const sorted = this.#seconds.toSorted((a, b) => a - b);
    // Nearest-rank definition: the smallest value with at least that share at or below it.
    const quantile = (share: number): number | null =>
      sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
    const sum = sorted.reduce((total, value) => total + value, 0);
    return { average: sum / sorted.length, p50: quantile(0.5), p95: quantile(0.95) };
  }
}

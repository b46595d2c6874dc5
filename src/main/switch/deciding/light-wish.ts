import { type EpochMs, epochMs } from '../../../shared/domain/units.ts';

/** After that nobody is likely to ask more of the same. */
const WISH_MS = 60_000;

/**
 * The last query that the Light LLM answered. Its right model may still have had to wait for a place
 * when the answer ended; it is brought in all the same, so that the next query finds it.
 */
export class LightWish<Job> {
  #last: { readonly job: Job; readonly until: EpochMs } | null = null;

  answered(job: Job, now: EpochMs): void {
    this.#last = { job, until: epochMs(now + WISH_MS) };
  }

  /** A load was begun for this query. One that fails is not tried again for somebody who is gone. */
  granted(job: Job): void {
    if (this.#last?.job === job) this.#last = null;
  }

  /** For whom a model is still wanted. */
  current(now: EpochMs): Job | undefined {
    return this.#last !== null && now < this.#last.until ? this.#last.job : undefined;
  }
}

import type { LeftOut } from '../../../shared/domain/found-model.ts';

export type Why = keyof LeftOut;

/** Counts what was looked at and left out, by the reason. */
export class LeftOutCount {
  readonly #counts: Record<Why, number> = { filtered: 0, over_limit: 0, unusable: 0, malformed: 0 };

  add(why: Why, count = 1): void {
    this.#counts[why] += count;
  }

  counts(): LeftOut {
    return { ...this.#counts };
  }
}

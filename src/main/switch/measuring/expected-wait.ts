import { type Milliseconds, milliseconds } from '../../../shared/domain/units.ts';

/** What stands between a query and its answer, on the model that is expected to take it. */
export interface WaitScene {
  /** Queries ahead for the same model; a count may be a share of one. */
  readonly ahead: readonly Work[];
  /** Answers under way there. */
  readonly running: Work;
  /** Answers it may write side by side for this query's priority, at least 1. */
  readonly slots: number;
  /** Until it is in memory, 0 when it is; null when no load was measured. */
  readonly load_ms: Milliseconds | null;
}

export interface Work {
  readonly count: number;
  /** What one takes; null when nothing was measured. */
  readonly each_ms: Milliseconds | null;
}

/** Where a query that waits stands, and for how long it is expected to. */
export interface Outlook {
  /** Queries ahead, for whatever model. */
  readonly position: number;
  readonly eta_ms: Milliseconds | null;
}

const sumOf = (work: readonly Work[], value: (one: Work) => number): number =>
  work.reduce((sum, one) => sum + value(one), 0);

/**
 * An estimate of how long a query will wait: so many answers must end before it has a place, and of
 * S side by side one ends every mean/S (as in a queue M/M/S, where it does not matter how far those
 * under way have come). Not foreseen: newcomers that overtake, swaps for other models, failures.
 * @returns null when something it depends on was never measured; never negative
 */
export function expectedWait({ ahead, running, slots, load_ms }: WaitScene): Milliseconds | null {
  if (load_ms === null) return null;
  const work = [...ahead, running];
  const toEnd = Math.max(0, sumOf(work, ({ count }) => count) - slots + 1);
  if (toEnd === 0) return load_ms;
  const known = work.filter(({ each_ms }) => each_ms !== null);
  const count = sumOf(known, (one) => one.count);
  if (count === 0) return null;
  const mean = sumOf(known, (one) => one.count * (one.each_ms ?? 0)) / count;
  return milliseconds(Math.round(load_ms + (toEnd * mean) / slots));
}

import type { QueryType } from '../../../shared/domain/specialty.ts';
import type { Demand } from '../deciding/choosing/terms.ts';
import type { NewQuery } from '../ports.ts';

/** One of so many may be given to a model of which little is known. */
export const TRIED_OUT_EVERY = 8;

/** Who is urgent, in a hurry, bound to a time or to a model is nobody to try things out with. */
function mayBeTriedOn(
  { priority_applied, deadline_at }: NewQuery,
  { hurried, preference }: Demand,
): boolean {
  return priority_applied >= 2 && deadline_at === null && hurried !== true && preference === null;
}

/** Counts the queries of each type, and marks every eighth of those that may be. */
export class TryOuts {
  readonly #counts = new Map<QueryType, number>();

  /** Whether a model may be tried out with this query. To be asked once for each. */
  next(row: NewQuery, demand: Demand): boolean {
    if (!mayBeTriedOn(row, demand)) return false;
    const count = (this.#counts.get(row.query_type) ?? 0) + 1;
    this.#counts.set(row.query_type, count);
    return count % TRIED_OUT_EVERY === 0;
  }
}

import type { ModelId } from '../../../shared/domain/ids.ts';
import { PRIORITY_LEVELS, type PriorityLevel } from '../../../shared/domain/priority.ts';
import type { EpochMs, Milliseconds } from '../../../shared/domain/units.ts';

/** One that waits, as far as it matters for who may go before it. */
export interface Passable {
  readonly priority: PriorityLevel;
  /** When it was first passed over for the sake of fewer swaps; null: it was not. */
  readonly passedOverSince: EpochMs | null;
}

export interface CollationTerms {
  readonly now: EpochMs;
  /** How long a query may be passed over; 0: never. */
  readonly collation_period: Milliseconds;
}

/**
 * Who may go before whom so that models are swapped less often (docs/adr/0012). It knows those of a
 * pass that have not been considered yet, and the models they want.
 */
export class Collation<Job extends Passable> {
  readonly #terms: CollationTerms;
  /** How many are still to be considered, by level. */
  readonly #left = PRIORITY_LEVELS.map(() => 0);
  /** The same by the model they want. */
  readonly #wanting = new Map<ModelId, number[]>();

  constructor(terms: CollationTerms, queue: Iterable<readonly [Job, ModelId | null]>) {
    this.#terms = terms;
    for (const [job, model] of queue) this.#count(job, model, 1);
  }

  considered(job: Job, model: ModelId | null): void {
    this.#count(job, model, -1);
  }

  /** Equals of this query wait behind it for this model. */
  isWantedByEquals(model: ModelId, { priority }: Job): boolean {
    return (this.#wanting.get(model)?.[priority] ?? 0) > 0;
  }

  /** Anybody who has not been considered waits for this model. */
  isWanted(model: ModelId): boolean {
    return this.#wanting.get(model)?.some((count) => count > 0) === true;
  }

  /**
   * Its equals may go first. Not while somebody more urgent waits behind it, who would wait with it.
   * A clock that was set back ends the period, since nobody knows any more how long it has been.
   */
  mayPassOver({ priority, passedOverSince }: Job): boolean {
    const { now, collation_period } = this.#terms;
    if (collation_period === 0) return false;
    if (this.#left.slice(0, priority).some((count) => count > 0)) return false;
    if (passedOverSince === null) return true;
    return now >= passedOverSince && now < passedOverSince + collation_period;
  }

  #count({ priority }: Job, model: ModelId | null, change: 1 | -1): void {
    this.#left[priority] = (this.#left[priority] ?? 0) + change;
    if (model === null) return;
    const counts = this.#wanting.get(model) ?? PRIORITY_LEVELS.map(() => 0);
    counts[priority] = (counts[priority] ?? 0) + change;
    this.#wanting.set(model, counts);
  }
}

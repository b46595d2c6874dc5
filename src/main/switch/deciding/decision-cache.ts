import type { EpochMs } from '../../../shared/domain/units.ts';
import { choose } from './choose.ts';
import type { Choice, Demand, ModelView } from './choosing/terms.ts';
import type { ChoiceWeights } from './choosing/weights.ts';

/** How long a decision is good for when nothing changes. */
const KEPT_MS = 60_000;
/** Decisions kept at once; preferences are whatever callers write. */
const MOST = 500;

/** A choice, and when it was made. */
interface Decided extends Choice {
  readonly decided_at: EpochMs;
}

/** What has happened to a query on its way is its own, and not worth keeping decisions for. */
const isPlain = ({ excluded, failed_on, begun_on, beyond, spent }: Demand): boolean =>
  excluded.size + failed_on.size + (beyond?.size ?? 0) === 0 && begun_on === null && !spent;

/**
 * All of a plain demand that `choose` reads, so that equal keys are equal decisions. What comes from
 * the caller stands last: whatever it is, it cannot be taken for something else.
 */
function keyOf({ query_type, preference, size, ...rest }: Demand): string {
  const { hurried = false, alone = false, tries_out = false } = rest;
  const flags = `${hurried}${alone}${tries_out}`;
  const sizes = size && `${size.prompt_tokens} ${size.max_tokens} ${size.accepted_s}`;
  return `${query_type} ${flags} ${sizes} ${preference === null ? '' : `=${preference}`}`;
}

/**
 * Decides, and remembers for a minute what was decided for an equal demand. The models are the same
 * list for as long as nothing about them changes (see `Fleet.views`): with another list everything
 * is forgotten, so what is remembered is what `choose` would say.
 */
export class DecisionCache {
  readonly #weights: ChoiceWeights;
  readonly #kept = new Map<string, Decided>();
  /** A query that waits is decided again in each pass, and what a plain one asks never changes. */
  readonly #keys = new WeakMap<Demand, string>();
  #models: readonly ModelView[] = [];

  constructor(weights: ChoiceWeights) {
    this.#weights = weights;
  }

  decide(models: readonly ModelView[], demand: Demand, now: EpochMs): Choice {
    if (!isPlain(demand)) return this.#afresh(models, demand, now);
    if (models !== this.#models || this.#kept.size >= MOST) this.#kept.clear();
    this.#models = models;
    const key = this.#keyOf(demand);
    const kept = this.#kept.get(key);
    // A clock that was set back says nothing of an age.
    if (kept !== undefined && now >= kept.decided_at && now - kept.decided_at < KEPT_MS) {
      return kept;
    }
    const decided = this.#afresh(models, demand, now);
    this.#kept.set(key, decided);
    return decided;
  }

  #keyOf(demand: Demand): string {
    const known = this.#keys.get(demand);
    if (known !== undefined) return known;
    const key = keyOf(demand);
    this.#keys.set(demand, key);
    return key;
  }

  #afresh(models: readonly ModelView[], demand: Demand, now: EpochMs): Decided {
    return { ...choose(models, demand, this.#weights), decided_at: now };
  }
}

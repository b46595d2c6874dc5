import { ENOUGH_KNOWN } from '../../learning/experience.ts';
import { isOrdinary, type Judged } from './pick.ts';
import type { Demand, ModelView } from './terms.ts';
import type { ChoiceWeights } from './weights.ts';

/** What trying a model out may cost, as a share of the wait that the caller accepts. */
const CHEAP_WAIT = 0.1;

/** Nothing has happened to the query yet. */
const isFresh = ({ excluded, failed_on, begun_on, beyond, spent }: Demand): boolean =>
  excluded.size + failed_on.size + (beyond?.size ?? 0) === 0 && begun_on === null && !spent;

const knownOf = ({ view }: Judged, { query_type }: Demand): number =>
  view.experience[query_type]?.known ?? 0;

/** Healthy, not made for something else, soon there, and little known. */
function isWorthATry(one: Judged, demand: Demand, weights: ChoiceWeights): boolean {
  const { problem, parts } = one;
  if (problem !== null || parts === null || !isOrdinary(one, demand)) return false;
  if (parts.specialty.value === 0 || knownOf(one, demand) >= ENOUGH_KNOWN) return false;
  return parts.switching.cost <= CHEAP_WAIT * weights.switching;
}

/**
 * The model to try out with this query: of those that are worth it, the one least known for its
 * type, and of equals the better one.
 */
export function toTryOut(
  judged: readonly Judged[],
  demand: Demand,
  weights: ChoiceWeights,
): ModelView | null {
  if (demand.tries_out !== true || !isFresh(demand)) return null;
  const [first] = judged
    .filter((one) => isWorthATry(one, demand, weights))
    .toSorted((a, b) => knownOf(a, demand) - knownOf(b, demand) || b.total - a.total);
  return first?.view ?? null;
}

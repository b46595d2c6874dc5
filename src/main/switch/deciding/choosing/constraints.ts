import type { QueryType } from '../../../../shared/domain/specialty.ts';
import type { Ailment } from '../model-health.ts';
import type { Demand, ModelView } from './terms.ts';

/** These need more than a text model: only a model made for them is eligible. */
const NEEDS_SPECIALIST: ReadonlySet<QueryType> = new Set<QueryType>(['embedding', 'vision']);

/** A token can be worth several times the usual, so that a prompt has this share of its estimate at least. */
const SURELY = 0.5;

const AILING: Readonly<Record<Ailment['state'], string>> = {
  resting: 'is resting after a failure',
  no_room: 'does not fit in memory now',
  quarantined: 'is set aside after repeated failures',
  missing: 'cannot be read from its file',
};

/**
 * The Light LLM and what ships with the product stand in for the other models: they take what no
 * other can, and what its caller does not want to wait for.
 */
export const standsIn = ({ light, model }: ModelView): boolean =>
  light || model.source === 'built-in';

export const saidBeyond = ({ model }: ModelView, { beyond }: Demand): boolean =>
  beyond?.has(model.id) === true;

/** Why this model cannot take the query, whatever its health and the length asked for. */
function unfit(view: ModelView, demand: Demand): string | null {
  const { model } = view;
  const { query_type } = demand;
  const excluded = demand.excluded.get(model.id);
  if (excluded !== undefined) return `failed for this query: ${excluded.code}`;
  if (NEEDS_SPECIALIST.has(query_type) && !model.specialties.includes(query_type)) {
    return `is not made for ${query_type}`;
  }
  return demand.spent === true && !standsIn(view) ? 'has no attempt left for this query' : null;
}

/** Tokens that prompt and answer need at least. A light model reads as much as it can hold. */
function tokensNeeded({ model }: ModelView, { size }: Demand): number {
  if (size === undefined || model.light_model !== null) return 0;
  return Math.floor(size.prompt_tokens * SURELY) + (size.max_tokens ?? 1);
}

const holds = (view: ModelView, demand: Demand): boolean =>
  tokensNeeded(view, demand) <= view.context_tokens;

export interface Constraints {
  /** Why a model cannot take the query now; null when it can. */
  readonly obstacle: (view: ModelView) => string | null;
  /** It could take the query after a pause. */
  readonly restsOnly: (view: ModelView) => boolean;
}

/**
 * What a model must be to take a query. Where no model has the context that is asked for, that rules
 * nobody out: lengths are estimates here, and the engine, which counts, has the last word.
 */
export function constraintsOf(field: readonly ModelView[], demand: Demand): Constraints {
  const lengthCounts = field.some(
    (view) => !standsIn(view) && unfit(view, demand) === null && holds(view, demand),
  );
  const lasting = (view: ModelView): string | null => {
    const problem = unfit(view, demand);
    if (problem !== null || !lengthCounts || holds(view, demand)) return problem;
    const needed = tokensNeeded(view, demand);
    return `holds ${view.context_tokens} tokens, and ${needed} or more are asked for`;
  };
  return {
    obstacle: (view) => {
      const { ailment } = view;
      const problem = lasting(view);
      if (problem !== null || ailment === null) return problem;
      return `${AILING[ailment.state]} (${ailment.error.code})`;
    },
    restsOnly: (view) => view.ailment?.state === 'resting' && lasting(view) === null,
  };
}

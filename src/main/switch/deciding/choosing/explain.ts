import type { DecisionStep } from '../../../../shared/domain/query.ts';
import { standsIn } from './constraints.ts';
import type { Pick } from './pick.ts';
import type { Demand, ModelView } from './terms.ts';

export function stepOf(
  chosen: ModelView | null,
  field: readonly ModelView[],
  demand: Demand,
): DecisionStep {
  if (chosen === null) return 'none';
  // Where there is no other it could stand in for, it is simply the model that answers.
  if (chosen.light && !field.every(standsIn)) return 'light_llm';
  const tried = demand.failed_on.size + demand.excluded.size + (demand.beyond?.size ?? 0);
  return tried > 0 ? 'next' : 'chosen';
}

function explainChosen(chosen: ModelView, demand: Demand, matched: boolean): string {
  const { id } = chosen.model;
  if (demand.begun_on === id) {
    return `${id} goes on with the answer it put back for a more urgent query.`;
  }
  if (demand.preference !== null && matched) {
    return `${id} matches the preference "${demand.preference}".`;
  }
  const lost =
    demand.begun_on === null ? '' : ` It was begun on ${demand.begun_on}, which cannot go on now.`;
  const why = demand.failed_on.size > 0 ? 'best of those left' : 'best score';
  return `${id}: ${why} for ${demand.query_type}.${lost}`;
}

function explainLight({ model }: ModelView, { meanwhile }: Pick, demand: Demand): string {
  const name = `${model.id} answers as the Light LLM`;
  if (meanwhile !== null) return `${name} while ${meanwhile.model.id} is brought into memory.`;
  return demand.spent === true
    ? `${name}: every attempt on another model failed.`
    : `${name}: no other model can take this query now.`;
}

export interface Explained {
  readonly picked: Pick;
  readonly step: DecisionStep;
  /** Whether a model matched the preference. */
  readonly matched: boolean;
  readonly explores: boolean;
}

/** Why this model, in a sentence for whoever asked. */
export function explain({ picked, step, matched, explores }: Explained, demand: Demand): string {
  const { chosen } = picked;
  const { preference, query_type } = demand;
  const missed =
    preference !== null && !matched ? `No installed model matches "${preference}". ` : '';
  if (chosen === null) return `${missed}No model can take this query.`;
  if (explores) {
    return `${missed}${chosen.model.id} is tried out: little is known of how it does at ${query_type}.`;
  }
  return step === 'light_llm' && demand.begun_on !== chosen.model.id
    ? `${missed}${explainLight(chosen, picked, demand)}`
    : `${missed}${explainChosen(chosen, demand, matched)}`;
}

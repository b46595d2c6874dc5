import type { ScoreParts } from '../../../../shared/domain/query.ts';
import type { QueryType } from '../../../../shared/domain/specialty.ts';
import { performanceOf } from '../../learning/performance.ts';
import { saidBeyond, standsIn } from './constraints.ts';
import type { Demand, ModelView } from './terms.ts';
import { type ChoiceWeights, decisive, LONGEST_WAIT } from './weights.ts';

const UNKNOWN = 0.5;
/** A model for text in general does every kind of it after a fashion. */
const GENERALIST = 0.25;
/** What a specialist loses at most for being made for other things, too. */
const SPREAD = 0.2;

/** Bytes of a file that come into memory in a second, until a load of that model was measured. */
const LOADED_PER_S = 200e6;
/** Tokens of a prompt that are read in a second, where no candidate was measured. */
const READ_PER_S = 100;
/** What is taken to be asked for where nobody says. */
const ANY_SIZE = { prompt_tokens: 1, accepted_s: 60 } as const;

const GIB = 1024 ** 3;

/**
 * Between 1 (made for this alone) and 0.8 (for this and everything else). DESIGN asks for Jaccard,
 * which is 1/n for a model with n specialties: a model that states three would score a third, less
 * than one that states nothing. Of it, only the order among specialists is kept.
 */
export function specialtyMatch({ model }: ModelView, type: QueryType): number {
  const { specialties } = model;
  if (specialties.length === 0) return UNKNOWN;
  if (specialties.includes(type)) return 1 - SPREAD + SPREAD / specialties.length;
  return specialties.includes('text_generation') ? GENERALIST : 0;
}

/** What the candidates are measured against: the best of them, and what is usual among them. */
export interface Yardstick {
  /** Tokens a second and GiB. */
  readonly efficiency: number;
  /** Parameters per GiB. */
  readonly density: number;
  /** Tokens a second in answers of this type. */
  readonly pace: number;
  /** Tokens of a prompt that are read in a second. */
  readonly reading: number;
}

const gib = ({ model }: ModelView): number => Math.max(1, model.size_bytes) / GIB;
const efficiencyOf = (view: ModelView): number => (view.pace.writing ?? 0) / gib(view);
const densityOf = (view: ModelView): number => (view.model.parameters ?? 0) / gib(view);

/** @param candidates those that are eligible; those that stand in do not set the measure for others */
export function yardstickOf(candidates: readonly ModelView[], type: QueryType): Yardstick {
  const ordinary = candidates.filter((view) => !standsIn(view));
  const views = ordinary.length > 0 ? ordinary : candidates;
  let [thrift, density, pace, read, readers] = [0, 0, 0, 0, 0];
  for (const view of views) {
    thrift = Math.max(thrift, efficiencyOf(view));
    density = Math.max(density, densityOf(view));
    pace = Math.max(pace, view.experience[type]?.pace ?? 0);
    if (view.pace.reading === null) continue;
    read += view.pace.reading;
    readers += 1;
  }
  return {
    efficiency: thrift,
    density,
    pace,
    reading: readers === 0 ? READ_PER_S : read / readers,
  };
}

/** Until its speed is measured, parameters per GiB say how much model its memory buys. */
function efficiency(view: ModelView, best: Yardstick): number {
  if (view.pace.writing !== null) return Math.min(1, efficiencyOf(view) / best.efficiency);
  if (view.model.parameters === null || best.density === 0) return UNKNOWN;
  return Math.min(1, densityOf(view) / best.density);
}

function switching(
  view: ModelView,
  demand: Demand,
  { reading }: Yardstick,
  weight: number,
): ScoreParts['switching'] {
  const { prompt_tokens, accepted_s } = demand.size ?? ANY_SIZE;
  const load_s = view.ready ? 0 : (view.pace.load_s ?? view.model.size_bytes / LOADED_PER_S);
  const prefill_s = prompt_tokens / (view.pace.reading ?? reading);
  const wait = Math.min(LONGEST_WAIT, (load_s + prefill_s) / accepted_s);
  return {
    load_s: rounded(load_s),
    prefill_s: rounded(prefill_s),
    accepted_s,
    cost: rounded(wait * weight),
  };
}

/** As far as anybody reads it. */
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
const share = (value: number, weight: number) => ({ value: rounded(value), weight });

/** What outweighs a score: where an answer was begun it goes on, where one broke off it goes last. */
function adjustmentOf({ model }: ModelView, demand: Demand, weights: ChoiceWeights): number {
  const begun = demand.begun_on === model.id ? 1 : 0;
  const brokeOff = demand.failed_on.has(model.id) ? 1 : 0;
  return rounded((begun - brokeOff) * decisive(weights));
}

export function partsOf(
  view: ModelView,
  demand: Demand,
  yardstick: Yardstick,
  weights: ChoiceWeights,
): ScoreParts {
  const known = view.experience[demand.query_type];
  return {
    specialty: share(specialtyMatch(view, demand.query_type), weights.specialty),
    performance: share(performanceOf(known, yardstick.pace), weights.performance),
    efficiency: share(efficiency(view, yardstick), weights.efficiency),
    availability: share(view.resident ? 1 : UNKNOWN, weights.availability),
    switching: switching(view, demand, yardstick, weights.switching),
    adjustment: adjustmentOf(view, demand, weights),
  };
}

export function totalOf(parts: ScoreParts): number {
  const { specialty, performance, efficiency: use, availability } = parts;
  const shares =
    specialty.value * specialty.weight +
    performance.value * performance.weight +
    use.value * use.weight +
    availability.value * availability.weight;
  return rounded(shares - parts.switching.cost + parts.adjustment);
}

export function reasonsOf(view: ModelView, demand: Demand, parts: ScoreParts): string[] {
  const { load_s, cost } = parts.switching;
  const reasons = [
    `specialty ${parts.specialty.value.toFixed(2)}`,
    `performance ${parts.performance.value.toFixed(2)}`,
    `efficiency ${parts.efficiency.value.toFixed(2)}`,
    whereItIs(view, load_s),
  ];
  if (cost >= 0.005) reasons.push(`costs a wait (-${cost.toFixed(2)})`);
  if (view.light) reasons.push('is the Light LLM: stands in for the others');
  else if (standsIn(view)) reasons.push('ships with the product: used when nothing else can');
  if (demand.failed_on.has(view.model.id)) reasons.push('an earlier attempt broke off here');
  if (saidBeyond(view, demand)) reasons.push('said that this is beyond it');
  if (demand.begun_on === view.model.id) reasons.push('has begun this answer');
  return reasons;
}

function whereItIs({ ready, resident }: ModelView, load_s: number): string {
  if (ready) return 'in memory';
  return `${resident ? 'is on its way' : 'must be loaded'} (${load_s.toFixed(1)} s)`;
}

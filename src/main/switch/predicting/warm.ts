import type { ResidentModel } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import type { EpochMs, Milliseconds } from '../../../shared/domain/units.ts';
import type { Forecast } from './forecast.ts';

export interface WarmingPolicy {
  /** Whether what is foretold counts: it brings models ahead of queries, and lets idle ones stay. */
  readonly predict: boolean;
  /** How often a model must have been used before it is brought ahead of a query. */
  readonly min_usage_for_warmup: number;
  /** After a model was warmed, it is not warmed again for so long. No waiting query minds it. */
  readonly cooldown_period: Milliseconds;
  /** Models that may be in memory at once, the Light LLM aside. */
  readonly max_active_models: number;
  /** Without a use for so long a model leaves memory; 0: never. */
  readonly idle_unload: Milliseconds;
}

export interface WarmingSnapshot {
  readonly now: EpochMs;
  /** What may be asked within the window, and what waits. */
  readonly forecasts: readonly Forecast<QueryType>[];
  /** The model that would be chosen for each type now; a type that no model can take is left out. */
  readonly chosen: ReadonlyMap<QueryType, ModelId>;
  /** In memory, on their way there or on their way out. */
  readonly residents: readonly Pick<ResidentModel, 'model_id' | 'state' | 'running'>[];
  /** Answers that each model has given. */
  readonly uses: ReadonlyMap<ModelId, number>;
  /** Since when a model in memory has been there without a use: the last answer, or its coming. */
  readonly idle_since: ReadonlyMap<ModelId, EpochMs>;
  /** When a model was last warmed by prediction. */
  readonly warmed_at: ReadonlyMap<ModelId, EpochMs>;
  /** They never leave by themselves. */
  readonly pinned: ReadonlySet<ModelId>;
  /** It has a place and a time of its own; null: there is none. */
  readonly light: ModelId | null;
  /** Whether memory is enough for a model once others have left. */
  readonly fits: (model: ModelId, leaving: readonly ModelId[]) => boolean;
}

/** One step; the next pass, with a snapshot of its own, takes the next one. */
export type Warming =
  | { readonly type: 'warm'; readonly model: ModelId; readonly reason: string }
  | {
      readonly type: 'unload';
      readonly model: ModelId;
      /** It was idle for long, or makes room for a likelier one. */
      readonly cause: 'idle' | 'prediction';
      readonly reason: string;
    }
  | { readonly type: 'nothing'; readonly reason: string };

/** A model less likely to be needed is not worth its memory. */
export const WORTH_A_PLACE = 0.5;
/** A model leaves only for one that is more likely to be needed by as much; near ties would swing. */
const WORTH_A_SWAP = 0.3;

/**
 * Which model to warm now, if any, or which one is to leave. Remembers nothing: a model that makes
 * room leaves in one pass, and the other comes in the next.
 */
export function warm(snapshot: WarmingSnapshot, policy: WarmingPolicy): Warming {
  const underWay = snapshot.residents.find(({ state }) => state !== 'ready');
  // A load at a time, and never beside one that a query waits for.
  if (underWay !== undefined) return nothing(`${underWay.model_id} is ${underWay.state}.`);
  const needs = needsOf(snapshot);
  const idle = idleOne(snapshot, policy, needs);
  if (idle !== null) return idle;
  if (!policy.predict) return nothing('No model is brought ahead of queries: predict is off.');
  const refusals: string[] = [];
  for (const [model, need] of absent(snapshot, needs)) {
    const step = bring(model, need, { snapshot, policy, needs });
    if (step.type !== 'nothing') return step;
    refusals.push(step.reason);
  }
  return nothing(refusals[0] ?? 'Every model likely to be needed is in memory.');
}

const nothing = (reason: string): Warming => ({ type: 'nothing', reason });

/** How likely each model is to be needed: 1 − Π (1 − p) over the types that it is chosen for. */
export function needsOf({
  forecasts,
  chosen,
}: Pick<WarmingSnapshot, 'forecasts' | 'chosen'>): ReadonlyMap<ModelId, number> {
  const spared = new Map<ModelId, number>();
  for (const { kind, probability } of forecasts) {
    const model = chosen.get(kind);
    if (model !== undefined) spared.set(model, (spared.get(model) ?? 1) * (1 - probability));
  }
  return new Map([...spared].map(([model, none]) => [model, 1 - none]));
}

/** Not in memory and likely to be needed, the likeliest first. */
function absent({ residents, light }: WarmingSnapshot, needs: ReadonlyMap<ModelId, number>) {
  const there = new Set(residents.map(({ model_id }) => model_id));
  return [...needs]
    .filter(([model, need]) => need >= WORTH_A_PLACE && !there.has(model) && model !== light)
    .toSorted(([, a], [, b]) => b - a);
}

interface Terms {
  readonly snapshot: WarmingSnapshot;
  readonly policy: WarmingPolicy;
  readonly needs: ReadonlyMap<ModelId, number>;
}

/** Warms the model, or lets one leave for it, or says what is against it. */
function bring(model: ModelId, need: number, terms: Terms): Warming {
  const { snapshot, policy } = terms;
  const why = `${model} is likely to be needed (${percent(need)})`;
  const untimely = tooEarly(model, terms);
  if (untimely !== null) return nothing(`${why}, but ${untimely}.`);
  const residents = snapshot.residents.filter(({ model_id }) => model_id !== snapshot.light);
  let places = policy.max_active_models - residents.length;
  const leaving: ModelId[] = [];
  for (const candidate of dispensable(need, terms)) {
    if (places > 0 && snapshot.fits(model, leaving)) break;
    leaving.push(candidate);
    places += 1;
  }
  if (places <= 0) return nothing(`${why}, but no model in memory can leave for it.`);
  if (!snapshot.fits(model, leaving)) return nothing(`${why}, but does not fit in memory.`);
  const [first] = leaving;
  if (first === undefined) return { type: 'warm', model, reason: `${why}.` };
  const own = percent(terms.needs.get(first) ?? 0);
  const reason = `${why}, ${first} less (${own}).`;
  return { type: 'unload', model: first, cause: 'prediction', reason };
}

/** What keeps a model from being warmed yet. */
function tooEarly(model: ModelId, { snapshot, policy }: Terms): string | null {
  const uses = snapshot.uses.get(model) ?? 0;
  const least = policy.min_usage_for_warmup;
  if (uses < least) return `was used ${uses} times, of ${least} before it is warmed`;
  const since = snapshot.warmed_at.get(model);
  // A clock that was set back ends the cooldown: it would last as much longer.
  if (since === undefined || snapshot.now < since) return null;
  const left = since + policy.cooldown_period - snapshot.now;
  return left > 0 ? `was warmed lately; again in ${Math.ceil(left / 1000)} s` : null;
}

/** Models in memory that may leave for one needed as likely, the least needed first. */
function dispensable(need: number, { snapshot, needs }: Terms): readonly ModelId[] {
  const own = (model: ModelId): number => needs.get(model) ?? 0;
  const idleSince = (model: ModelId): number => snapshot.idle_since.get(model) ?? 0;
  return mayLeave(snapshot)
    .filter((model) => own(model) <= need - WORTH_A_SWAP)
    .toSorted((a, b) => own(a) - own(b) || idleSince(a) - idleSince(b));
}

/** Neither at work, nor pinned, nor with a time of its own. */
function mayLeave({ residents, pinned, light }: WarmingSnapshot): readonly ModelId[] {
  return residents
    .filter(({ running }) => running === 0)
    .map(({ model_id }) => model_id)
    .filter((model) => !pinned.has(model) && model !== light);
}

/** A model that nobody has used for long leaves, unless it is likely to be needed. */
function idleOne(
  snapshot: WarmingSnapshot,
  { idle_unload, predict }: WarmingPolicy,
  needs: ReadonlyMap<ModelId, number>,
): Warming | null {
  if (idle_unload === 0) return null;
  for (const model of mayLeave(snapshot)) {
    const idle = snapshot.now - (snapshot.idle_since.get(model) ?? snapshot.now);
    if (idle < idle_unload || (predict && (needs.get(model) ?? 0) >= WORTH_A_PLACE)) continue;
    const reason = `Idle for ${Math.floor(idle / 1000)} s.`;
    return { type: 'unload', model, cause: 'idle', reason };
  }
  return null;
}

const percent = (probability: number): string => `${Math.round(100 * probability)} %`;

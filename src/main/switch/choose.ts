import type { ModelId } from '../../shared/domain/ids.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import type { Decision } from '../../shared/domain/query.ts';
import type { QueryType } from '../../shared/domain/specialty.ts';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { Ailment } from './model-health.ts';

/** A model as the decision sees it. */
export interface ModelView {
  readonly model: StoredModel;
  readonly resident: boolean;
  /** Share of recent answers that succeeded, 0..1; null: never used. */
  readonly success_rate: number | null;
  readonly ailment: Ailment | null;
}

/** What a query asks of a model. */
export interface Demand {
  readonly query_type: QueryType;
  /** A model id or a tag: a hard filter when something matches it. */
  readonly preference: string | null;
  /** Models this query cannot use any more, and why. */
  readonly excluded: ReadonlyMap<ModelId, AppError>;
  /** Models on which an earlier attempt broke off; others go first. */
  readonly failed_on: ReadonlySet<ModelId>;
  /** The model that has begun the answer and was stopped for a more urgent query. */
  readonly begun_on: ModelId | null;
}

export interface Choice {
  readonly chosen: ModelId | null;
  readonly reason: string;
  readonly candidates: Decision['candidates'];
  /** Somebody could do it after a pause, so the query waits instead of failing. */
  readonly worth_waiting: boolean;
}

/** These need more than a text model: only a model made for them is eligible. */
const NEEDS_SPECIALIST: ReadonlySet<QueryType> = new Set<QueryType>(['embedding', 'vision']);

const WEIGHTS = { specialty: 0.4, performance: 0.3, availability: 0.1 } as const;
/** What bringing a model into memory costs, in the unit of the score, until loads are measured. */
const SWITCH_COST = 0.15;
/** The model that ships is the last resort: any other that can do the job goes first. */
const BUILT_IN_PENALTY = 1;
/** Larger than any other difference of scores: a model that just broke off is the last resort. */
const FAILED_ON_PENALTY = 2;
/** Larger than any other difference too: only where an answer was begun can it be gone on with. */
const BEGUN_ON_BONUS = 2;
const UNKNOWN = 0.5;

/** The ways in which a preference can name a model; a name that is meant goes before one that fits. */
const NAMED_BY: readonly ((model: StoredModel, wanted: string) => boolean)[] = [
  ({ id }, wanted) => id.toLowerCase() === wanted,
  ({ id }, wanted) => id.toLowerCase().split(':')[0] === wanted,
  ({ tags, specialties }, wanted) =>
    tags.some((tag) => tag.toLowerCase() === wanted) ||
    specialties.some((specialty) => specialty === wanted),
];

/**
 * The models a preference names: by id, else by id without its quant, else by tag or specialty. Tags
 * come from model files, so one that reads like another model's id must not stand in for it.
 */
export function preferredModels(
  models: readonly StoredModel[],
  preference: string,
): readonly StoredModel[] {
  const wanted = preference.toLowerCase();
  for (const names of NAMED_BY) {
    const named = models.filter((model) => names(model, wanted));
    if (named.length > 0) return named;
  }
  return [];
}

function specialtyMatch(model: StoredModel, type: QueryType): number {
  if (model.specialties.length === 0) return UNKNOWN;
  return model.specialties.includes(type) ? 1 : 0;
}

/** Why this model cannot take the query now; null when it can. */
function obstacle({ model, ailment }: ModelView, demand: Demand): string | null {
  const excluded = demand.excluded.get(model.id);
  if (excluded !== undefined) return `failed for this query: ${excluded.code}`;
  if (NEEDS_SPECIALIST.has(demand.query_type) && specialtyMatch(model, demand.query_type) < 1) {
    return `is not made for ${demand.query_type}`;
  }
  if (ailment === null) return null;
  return ailment.until === null
    ? `is set aside after repeated failures (${ailment.error.code})`
    : `is resting after a failure (${ailment.error.code})`;
}

function score(view: ModelView, demand: Demand): { total: number; reasons: string[] } {
  const specialty = specialtyMatch(view.model, demand.query_type);
  const performance = view.success_rate ?? UNKNOWN;
  const failedBefore = demand.failed_on.has(view.model.id);
  const begun = demand.begun_on === view.model.id;
  const builtIn = view.model.source === 'built-in';
  const total =
    WEIGHTS.specialty * specialty +
    WEIGHTS.performance * performance +
    WEIGHTS.availability * (view.resident ? 1 : UNKNOWN) -
    (view.resident ? 0 : SWITCH_COST) -
    (builtIn ? BUILT_IN_PENALTY : 0) -
    (failedBefore ? FAILED_ON_PENALTY : 0) +
    (begun ? BEGUN_ON_BONUS : 0);
  const reasons = [
    `specialty ${specialty.toFixed(2)}`,
    `performance ${performance.toFixed(2)}`,
    view.resident ? 'in memory' : `must be loaded (-${SWITCH_COST})`,
  ];
  if (builtIn) reasons.push('ships with the product: used when nothing else can');
  if (failedBefore) reasons.push('an earlier attempt broke off here');
  if (begun) reasons.push('has begun this answer');
  return { total, reasons };
}

function explain(chosen: ModelView | undefined, demand: Demand, matched: boolean): string {
  const asked =
    demand.preference !== null && !matched
      ? `No installed model matches "${demand.preference}". `
      : '';
  if (chosen === undefined) return `${asked}No model can take this query.`;
  if (demand.begun_on === chosen.model.id) {
    return `${chosen.model.id} goes on with the answer it put back for a more urgent query.`;
  }
  if (demand.preference !== null && matched) {
    return `${chosen.model.id} matches the preference "${demand.preference}".`;
  }
  const lost =
    demand.begun_on === null ? '' : ` It was begun on ${demand.begun_on}, which cannot go on now.`;
  const why = demand.failed_on.size > 0 ? 'best of those left' : 'best score';
  return `${asked}${chosen.model.id}: ${why} for ${demand.query_type}.${lost}`;
}

/** Constrain, then score. A pure function of the snapshot; ties go to the model known longest. */
export function choose(models: readonly ModelView[], demand: Demand): Choice {
  const { preference } = demand;
  const known = models.map(({ model }) => model);
  const preferred = preference === null ? [] : preferredModels(known, preference);
  const field =
    preferred.length > 0 ? models.filter(({ model }) => preferred.includes(model)) : models;
  const judged = field.map((view) => {
    const problem = obstacle(view, demand);
    const { total, reasons } = score(view, demand);
    return { view, problem, total, reasons };
  });
  const eligible = judged
    .filter(({ problem }) => problem === null)
    .toSorted((a, b) => b.total - a.total);
  const best = eligible[0]?.view;
  return {
    chosen: best?.model.id ?? null,
    reason: explain(best, demand, preferred.length > 0),
    candidates: judged.map(({ view, problem, total, reasons }) => ({
      model_id: view.model.id,
      eligible: problem === null,
      score: problem === null ? Number(total.toFixed(4)) : null,
      reasons: problem === null ? reasons : [problem],
    })),
    worth_waiting: judged.some(
      ({ view }) =>
        view.ailment !== null &&
        view.ailment.until !== null &&
        obstacle({ ...view, ailment: null }, demand) === null,
    ),
  };
}

import type { ModelId } from '../../../shared/domain/ids.ts';
import type { StoredModel } from '../../../shared/domain/model.ts';
import type { Decision, DecisionStep } from '../../../shared/domain/query.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import type { AppError } from '../../../shared/errors/app-error.ts';
import type { Ailment } from './model-health.ts';

/** A model as the decision sees it. */
export interface ModelView {
  readonly model: StoredModel;
  /** In memory, or on its way there or out. */
  readonly resident: boolean;
  /** In memory, and takes queries. */
  readonly ready: boolean;
  /** Share of recent answers that succeeded, 0..1; null: never used. */
  readonly success_rate: number | null;
  readonly ailment: Ailment | null;
  /** It is the Light LLM. */
  readonly light: boolean;
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
  /** Models that said it is beyond them: they take it only when no other can. */
  readonly beyond?: ReadonlySet<ModelId>;
  /** Its caller would rather have a lesser answer than wait. */
  readonly hurried?: boolean;
  /** The question is all there is: no instructions, nothing said before. */
  readonly alone?: boolean;
  /** It has had its attempts: only what stands in for the others may still take it. */
  readonly spent?: boolean;
}

export interface Choice {
  readonly chosen: ModelId | null;
  readonly reason: string;
  readonly candidates: Decision['candidates'];
  /** How far down the fallback order this is. */
  readonly step: DecisionStep;
  /** Somebody could do it after a pause, so the query waits instead of failing. */
  readonly worth_waiting: boolean;
  /** The right model, to be brought into memory while the Light LLM answers. */
  readonly meanwhile: ModelId | null;
}

/** These need more than a text model: only a model made for them is eligible. */
const NEEDS_SPECIALIST: ReadonlySet<QueryType> = new Set<QueryType>(['embedding', 'vision']);

const WEIGHTS = { specialty: 0.4, performance: 0.3, availability: 0.1 } as const;
/** What bringing a model into memory costs, in the unit of the score, until loads are measured. */
const SWITCH_COST = 0.15;
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

/**
 * The Light LLM and what ships with the product stand in for the other models: they take what no
 * other can, and what its caller does not want to wait for.
 */
const standsIn = ({ light, model }: ModelView): boolean => light || model.source === 'built-in';

const AILING: Readonly<Record<Ailment['state'], string>> = {
  resting: 'is resting after a failure',
  no_room: 'does not fit in memory now',
  quarantined: 'is set aside after repeated failures',
  missing: 'cannot be read from its file',
};

/** Why this model cannot take the query, but for its health; null when it can. */
function unfit(view: ModelView, demand: Demand): string | null {
  const { model } = view;
  const excluded = demand.excluded.get(model.id);
  if (excluded !== undefined) return `failed for this query: ${excluded.code}`;
  if (NEEDS_SPECIALIST.has(demand.query_type) && specialtyMatch(model, demand.query_type) < 1) {
    return `is not made for ${demand.query_type}`;
  }
  return demand.spent === true && !standsIn(view) ? 'has no attempt left for this query' : null;
}

/** Why this model cannot take the query now; null when it can. */
function obstacle(view: ModelView, demand: Demand): string | null {
  const { ailment } = view;
  const unfitness = unfit(view, demand);
  if (unfitness !== null || ailment === null) return unfitness;
  return `${AILING[ailment.state]} (${ailment.error.code})`;
}

function score(view: ModelView, demand: Demand): { total: number; reasons: string[] } {
  const specialty = specialtyMatch(view.model, demand.query_type);
  const performance = view.success_rate ?? UNKNOWN;
  const failedBefore = demand.failed_on.has(view.model.id);
  const begun = demand.begun_on === view.model.id;
  const total =
    WEIGHTS.specialty * specialty +
    WEIGHTS.performance * performance +
    WEIGHTS.availability * (view.resident ? 1 : UNKNOWN) -
    (view.resident ? 0 : SWITCH_COST) -
    (failedBefore ? FAILED_ON_PENALTY : 0) +
    (begun ? BEGUN_ON_BONUS : 0);
  const reasons = [
    `specialty ${specialty.toFixed(2)}`,
    `performance ${performance.toFixed(2)}`,
    view.resident ? 'in memory' : `must be loaded (-${SWITCH_COST})`,
  ];
  if (view.light) reasons.push('is the Light LLM: stands in for the others');
  else if (standsIn(view)) reasons.push('ships with the product: used when nothing else can');
  if (failedBefore) reasons.push('an earlier attempt broke off here');
  if (saidBeyond(view.model.id, demand)) reasons.push('said that this is beyond it');
  if (begun) reasons.push('has begun this answer');
  return { total, reasons };
}

interface Judged {
  readonly view: ModelView;
  readonly problem: string | null;
  readonly total: number;
  readonly reasons: readonly string[];
}

interface Pick {
  readonly chosen: ModelView | null;
  /** The one that the chosen one stands in for while it is brought into memory. */
  readonly meanwhile: ModelView | null;
}

const NOBODY: Pick = { chosen: null, meanwhile: null };
const restsOnly = ({ view }: Judged, demand: Demand): boolean =>
  view.ailment?.state === 'resting' && unfit(view, demand) === null;

const saidBeyond = (id: ModelId, { beyond }: Demand): boolean => beyond?.has(id) === true;

/** A light model reads the last question only, so what asks more of it is not for it to hurry for. */
function mayHurry(standIn: ModelView | undefined, demand: Demand): standIn is ModelView {
  if (standIn?.light !== true || demand.hurried !== true) return false;
  const { id, light_model } = standIn.model;
  if (demand.failed_on.has(id) || saidBeyond(id, demand)) return false;
  return light_model === null || demand.alone === true;
}

/** Light LLM first among those that stand in, whatever the scores. */
function bestOf(judged: readonly Judged[]): ModelView | undefined {
  return judged
    .filter(({ problem }) => problem === null)
    .toSorted((a, b) => lightFirst(a) - lightFirst(b) || b.total - a.total)[0]?.view;
}
const lightFirst = ({ view }: Judged): number => (view.light ? 0 : 1);

/**
 * The best of the ordinary models; where it is not ready and the caller in a hurry, the Light LLM;
 * where one only rests, nobody; and where none is left, what stands in for them.
 */
function pick(judged: readonly Judged[], demand: Demand): Pick {
  const begun = judged.find(({ view }) => view.model.id === demand.begun_on);
  if (begun?.problem === null) return { ...NOBODY, chosen: begun.view };
  const lesser = ({ view }: Judged): boolean => standsIn(view) || saidBeyond(view.model.id, demand);
  const ordinary = judged.filter((one) => !lesser(one));
  const standIn = bestOf(judged.filter(lesser));
  const best = bestOf(ordinary);
  const rests = ordinary.some((one) => restsOnly(one, demand));
  if (best?.ready === true) return { ...NOBODY, chosen: best };
  if (mayHurry(standIn, demand) && (best !== undefined || rests)) {
    return { chosen: standIn, meanwhile: best ?? null };
  }
  if (best !== undefined) return { ...NOBODY, chosen: best };
  return rests || standIn === undefined ? NOBODY : { ...NOBODY, chosen: standIn };
}

function stepOf(chosen: ModelView | null, field: readonly ModelView[], demand: Demand) {
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

function explainLight({ model }: ModelView, meanwhile: ModelView | null, demand: Demand): string {
  const name = `${model.id} answers as the Light LLM`;
  if (meanwhile !== null) return `${name} while ${meanwhile.model.id} is brought into memory.`;
  return demand.spent === true
    ? `${name}: every attempt on another model failed.`
    : `${name}: no other model can take this query now.`;
}

/** Constrain, then score. A pure function of the snapshot; ties go to the model known longest. */
export function choose(models: readonly ModelView[], demand: Demand): Choice {
  const { preference } = demand;
  const known = models.map(({ model }) => model);
  const preferred = preference === null ? [] : preferredModels(known, preference);
  const matched = preferred.length > 0;
  const field = matched ? models.filter(({ model }) => preferred.includes(model)) : models;
  const judged = field.map((view): Judged => {
    return { view, problem: obstacle(view, demand), ...score(view, demand) };
  });
  const { chosen, meanwhile } = pick(judged, demand);
  const step = stepOf(chosen, field, demand);
  const why = (): string => {
    if (chosen === null) return 'No model can take this query.';
    return step === 'light_llm' && demand.begun_on !== chosen.model.id
      ? explainLight(chosen, meanwhile, demand)
      : explainChosen(chosen, demand, matched);
  };
  const missed = `No installed model matches "${preference}". `;
  return {
    chosen: chosen?.model.id ?? null,
    reason: `${preference !== null && !matched ? missed : ''}${why()}`,
    candidates: judged.map(({ view, problem, total, reasons }) => ({
      model_id: view.model.id,
      eligible: problem === null,
      score: problem === null ? Number(total.toFixed(4)) : null,
      reasons: problem === null ? [...reasons] : [problem],
    })),
    step,
    worth_waiting: chosen === null && judged.some((one) => restsOnly(one, demand)),
    meanwhile: meanwhile?.model.id ?? null,
  };
}

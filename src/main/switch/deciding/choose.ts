import type { Decision } from '../../../shared/domain/query.ts';
import { type Constraints, constraintsOf } from './choosing/constraints.ts';
import { explain, stepOf } from './choosing/explain.ts';
import { toTryOut } from './choosing/explore.ts';
import { type Judged, pick } from './choosing/pick.ts';
import { preferredModels } from './choosing/preference.ts';
import { partsOf, reasonsOf, totalOf, yardstickOf } from './choosing/score.ts';
import type { Choice, Demand, ModelView } from './choosing/terms.ts';
import { type ChoiceWeights, DEFAULT_WEIGHTS, decisive } from './choosing/weights.ts';

/** The models that a query may go to at all: those its preference names, or else all. */
function fieldOf(models: readonly ModelView[], { preference }: Demand): readonly ModelView[] {
  if (preference === null) return models;
  const known = models.map(({ model }) => model);
  const preferred = new Set(preferredModels(known, preference));
  return preferred.size === 0 ? models : models.filter(({ model }) => preferred.has(model));
}

function judge(
  field: readonly ModelView[],
  demand: Demand,
  { obstacle }: Constraints,
  weights: ChoiceWeights,
): readonly Judged[] {
  const problems = field.map((view) => ({ view, problem: obstacle(view) }));
  const eligible = problems.filter(({ problem }) => problem === null).map(({ view }) => view);
  const yardstick = yardstickOf(eligible, demand.query_type);
  return problems.map(({ view, problem }) => {
    if (problem !== null) return { view, problem, parts: null, total: 0 };
    const parts = partsOf(view, demand, yardstick, weights);
    return { view, problem, parts, total: totalOf(parts) };
  });
}

/** With what is tried out before all others. */
function raised(one: Judged, tried: ModelView, weights: ChoiceWeights): Judged {
  if (one.view !== tried || one.parts === null) return one;
  const parts = { ...one.parts, adjustment: one.parts.adjustment + decisive(weights) };
  return { ...one, parts, total: totalOf(parts) };
}

function onRecord(one: Judged, demand: Demand): Decision['candidates'][number] {
  const { view, problem, parts, total } = one;
  const { id: model_id } = view.model;
  if (parts === null) {
    return { model_id, eligible: false, score: null, parts, reasons: [problem ?? ''] };
  }
  return { model_id, eligible: true, score: total, parts, reasons: reasonsOf(view, demand, parts) };
}

/** Constrain, then score. A pure function of the snapshot; ties go to the model known longest. */
export function choose(
  models: readonly ModelView[],
  demand: Demand,
  weights: ChoiceWeights = DEFAULT_WEIGHTS,
): Choice {
  const field = fieldOf(models, demand);
  const constraints = constraintsOf(field, demand);
  const plain = judge(field, demand, constraints, weights);
  const best = pick(plain, demand, constraints);
  const tried = toTryOut(plain, demand, weights);
  const explores = tried !== null && tried !== best.chosen;
  const judged = explores ? plain.map((one) => raised(one, tried, weights)) : plain;
  const picked = explores ? pick(judged, demand, constraints) : best;
  const { chosen, meanwhile } = picked;
  const step = stepOf(chosen, field, demand);
  return {
    chosen: chosen?.model.id ?? null,
    reason: explain({ picked, step, matched: field !== models, explores }, demand),
    candidates: judged.map((one) => onRecord(one, demand)),
    step,
    worth_waiting: chosen === null && field.some(constraints.restsOnly),
    meanwhile: meanwhile?.model.id ?? null,
    explores,
  };
}

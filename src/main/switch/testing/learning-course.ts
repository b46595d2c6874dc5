import { SeededRandom } from '../../../../scripts/gguf/random.ts';
import { type ModelId, modelId, queryId } from '../../../shared/domain/ids.ts';
import { type QueryType, SPECIALTIES } from '../../../shared/domain/specialty.ts';
import { type EpochMs, epochMs } from '../../../shared/domain/units.ts';
import { acceptQuery } from '../accept.ts';
import type { ModelView } from '../deciding/choosing/terms.ts';
import { DEFAULT_WEIGHTS } from '../deciding/choosing/weights.ts';
import { DecisionCache } from '../deciding/decision-cache.ts';
import { Job } from '../job.ts';
import { Learner } from '../learning/learner.ts';
import { TryOuts } from '../learning/try-outs.ts';
import { keptIfSame } from '../model-views.ts';
import type { QueryCaller } from '../ports.ts';
import { pastAttempt, view } from './models.ts';

/** Two models in memory, of which each is better at some types, and callers who say what they think. */
export interface Course {
  readonly seed: number;
  /** Queries of each type. */
  readonly length: number;
  /** How good answers are, of the better and of the lesser model: the chance that one is as wished. */
  readonly good: number;
  readonly poor: number;
  /** Share of the answers that are judged. */
  readonly judged: number;
  /** The query of each type from which on the lesser model is the better one; none without it. */
  readonly turnsAt?: number;
}

/** One query of a course, and whether it went to the better model. */
export interface CourseStep {
  readonly type: QueryType;
  /** Which of the queries of its type it is, from 0. */
  readonly index: number;
  readonly better: boolean;
  readonly explores: boolean;
}

const MODELS = [modelId('a'), modelId('b')];
/** Needs no specialist, so that both may answer. */
const TYPES: readonly QueryType[] = SPECIALTIES.filter(
  (type) => type !== 'vision' && type !== 'embedding',
);
const CALLER: QueryCaller = {
  owner: 'token:hija',
  module_id: 'hija',
  module_type: 'HIJA',
  highest_priority: 0,
};

/** What learns and decides is the product; only models, callers and the clock are made up. */
export function* courseOf(course: Course): Generator<CourseStep, void, void> {
  const random = new SeededRandom(course.seed);
  const learner = new Learner();
  const tryOuts = new TryOuts();
  const decisions = new DecisionCache(DEFAULT_WEIGHTS);
  let views: readonly ModelView[] = [];
  for (let turn = 0; turn < course.length * TYPES.length; turn += 1) {
    const now = epochMs(turn * 1000);
    const type = TYPES[turn % TYPES.length] ?? 'code';
    const index = Math.floor(turn / TYPES.length);
    const job = new Job(acceptQuery({ query: 'x', query_type: type }, CALLER, now));
    job.demand.tries_out = tryOuts.next(job.row, job.demand);
    views = keptIfSame(
      views,
      MODELS.map((id) => viewOf(id, learner)),
    );
    const { chosen, explores } = decisions.decide(views, job.demand, now);
    if (chosen === null) throw new Error('nobody took the query');
    const better = chosen === bestAt(type, index, course);
    const quality = better ? course.good : course.poor;
    learner.attempted(pastAttempt({ model_id: chosen, query_type: type }));
    if (random.uniform() < course.judged) {
      const score = random.uniform() < quality ? 1 : 0;
      learner.judged(judgement(turn, chosen, { type, score, now }));
    }
    yield { type, index, better, explores };
  }
}

function viewOf(id: ModelId, learner: Learner): ModelView {
  return view(id, { resident: true, ready: true, experience: learner.of(id) });
}

/** The first model is the better one at every second type. */
function bestAt(type: QueryType, index: number, { turnsAt = Number.POSITIVE_INFINITY }: Course) {
  return MODELS[(TYPES.indexOf(type) + (index >= turnsAt ? 1 : 0)) % MODELS.length];
}

function judgement(
  turn: number,
  model_id: ModelId,
  { type, score, now }: { readonly type: QueryType; readonly score: number; readonly now: EpochMs },
) {
  return { query_id: queryId(`q${turn}`), model_id, query_type: type, score, at: now };
}

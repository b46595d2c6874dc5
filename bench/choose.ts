import { choose } from '../src/main/switch/deciding/choose.ts';
import type { Demand, ModelView } from '../src/main/switch/deciding/choosing/terms.ts';
import { DEFAULT_WEIGHTS } from '../src/main/switch/deciding/choosing/weights.ts';
import { DecisionCache } from '../src/main/switch/deciding/decision-cache.ts';
import { keptIfSame } from '../src/main/switch/model-views.ts';
import { demand, model, view } from '../src/main/switch/testing/models.ts';
import { type QueryType, SPECIALTIES } from '../src/shared/domain/specialty.ts';
import { epochMs } from '../src/shared/domain/units.ts';
import { median, print } from './report.ts';

const MODELS = 30;
const ROUNDS = 15;
const EACH = 2000;

/** Measured, known at every type, of one to three specialties; two are in memory. */
function modelOf(index: number): ModelView {
  const specialties = SPECIALTIES.slice(index % 6, (index % 6) + 1 + (index % 3));
  const known = { attempts: 10, success: 0.9, pace: 20, judged: 3, liked: 0.7, known: 5 };
  const experience: Partial<Record<QueryType, typeof known>> = {};
  for (const type of SPECIALTIES) experience[type] = { ...known, pace: 10 + index };
  return view(`author/model-${index}:q4_k_m`, {
    model: model(`author/model-${index}:q4_k_m`, {
      specialties,
      size_bytes: 2 ** 28 * (1 + (index % 7)),
      parameters: 5e8 * (1 + (index % 7)),
    }),
    resident: index < 2,
    ready: index < 2,
    pace: { writing: 10 + index, reading: 100 + index, load_s: 1 + (index % 5) },
    experience,
  });
}

const demands: readonly Demand[] = SPECIALTIES.flatMap((query_type) =>
  [5, 60, 300].map((accepted_s) =>
    demand({ query_type, size: { prompt_tokens: 256, max_tokens: null, accepted_s } }),
  ),
);

/** Microseconds of one call, the median of several rounds after a warm-up. */
function timeOf(act: (asked: Demand) => unknown): number {
  const rounds = Array.from({ length: ROUNDS + 3 }, () => {
    const started = performance.now();
    for (let count = 0; count < EACH; count += 1) {
      act(demands[count % demands.length] ?? demand());
    }
    return ((performance.now() - started) * 1000) / EACH;
  });
  return median(rounds.slice(3));
}

/** `npm run bench -- choose`: what a decision takes with thirty models. */
export function benchChoose(): Promise<void> {
  const models = Array.from({ length: MODELS }, (_, index) => modelOf(index));
  const cache = new DecisionCache(DEFAULT_WEIGHTS);
  const now = epochMs(1);
  const microseconds = (value: number): string => `${value.toFixed(2)} µs`;
  const plain = timeOf((asked) => choose(models, asked));
  const kept = timeOf((asked) => cache.decide(models, asked, now));
  const compared = timeOf(() =>
    keptIfSame(
      models,
      models.map((one) => ({ ...one })),
    ),
  );
  print([
    [`decision over ${MODELS} models`, microseconds(plain), '≤ 50 µs'],
    ['the same, remembered', microseconds(kept), ''],
    [`whether anything about ${MODELS} models has changed`, microseconds(compared), ''],
  ]);
  return Promise.resolve();
}

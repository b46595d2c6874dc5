import { describe, expect, test } from 'vitest';
import type { Decision, ScoreParts } from '../../../../shared/domain/query.ts';
import type { Specialty } from '../../../../shared/domain/specialty.ts';
import { demand, model, view } from '../../testing/models.ts';
import { choose } from '../choose.ts';
import { specialtyMatch, totalOf } from './score.ts';
import type { Demand, ModelView } from './terms.ts';
import { DEFAULT_WEIGHTS } from './weights.ts';

const made = (...specialties: Specialty[]): ModelView =>
  view('a', { model: model('a', { specialties }) });

test.for([
  [made(), 0.5, 'of which nothing is said'],
  [made('code'), 1, 'made for it alone'],
  [made('code', 'analysis', 'audio'), 0.87, 'made for it among three things'],
  [made('text_generation', 'analysis'), 0.25, 'for text in general'],
  [made('audio'), 0, 'made for something else'],
] as const)('the specialty of a model %s counts %d: %s', ([one, match]) => {
  expect(specialtyMatch(one, 'code')).toBeCloseTo(match, 2);
});

const GIB = 1024 ** 3;
const large = (id: string, more: Partial<ModelView> = {}): ModelView =>
  view(id, { model: model(id, { size_bytes: GIB, parameters: 1e9 }), ...more });
const pace = (writing: number | null, more: Partial<ModelView['pace']> = {}) => {
  return { pace: { writing, reading: null, load_s: null, ...more } };
};

function partsBy(models: readonly ModelView[], asked: Demand = demand()) {
  const { candidates } = choose(models, asked);
  return new Map(candidates.map(({ model_id, parts }) => [model_id, parts ?? undefined]));
}
const size = { prompt_tokens: 256, max_tokens: null, accepted_s: 60 };

describe('efficiency', () => {
  test('is tokens a second for its memory, in relation to the best candidate', () => {
    const twice = model('twice', { size_bytes: 2 * GIB, parameters: 2e9 });
    const parts = partsBy([large('one', pace(10)), view('twice', { model: twice, ...pace(10) })]);
    expect(parts.get('one')?.efficiency.value).toBe(1);
    expect(parts.get('twice')?.efficiency.value).toBe(0.5);
  });

  test('is parameters for its memory until its speed is measured', () => {
    const loose = model('loose', { size_bytes: GIB, parameters: 0.25e9 });
    const unknown = model('unknown', { parameters: null });
    const parts = partsBy([
      large('dense', pace(10)),
      view('loose', { model: loose }),
      view('unknown', { model: unknown }),
    ]);
    expect(parts.get('dense')?.efficiency.value).toBe(1);
    expect(parts.get('loose')?.efficiency.value).toBe(0.25);
    expect(parts.get('unknown')?.efficiency.value).toBe(0.5);
  });

  test('of others is not measured against what only stands in for them', () => {
    const light = large('light', { light: true, ...pace(1000) });
    const parts = partsBy([large('right', pace(10)), light]);
    expect(parts.get('right')?.efficiency.value).toBe(1);
  });
});

describe('the cost of switching', () => {
  const switching = (one: ModelView, asked: Partial<typeof size> = {}) =>
    partsBy([one], demand({ size: { ...size, ...asked } })).get(one.model.id)?.switching;

  test('is the wait for load and prompt, in the wait that is accepted', () => {
    const measured = large('a', pace(10, { reading: 128, load_s: 4 }));
    expect(switching(measured)).toEqual({
      load_s: 4,
      prefill_s: 2,
      accepted_s: 60,
      cost: 0.02, // 6 of 60 s, which count 0.2
    });
  });

  test('has no load in it for what is in memory', () => {
    expect(switching(large('a', { resident: true, ready: true }))?.load_s).toBe(0);
  });

  test('goes by the size of the file until a load was measured', () => {
    expect(switching(large('a'))?.load_s).toBeCloseTo(GIB / 200e6, 3);
  });

  test('ends to grow when it is three times what is accepted', () => {
    expect(switching(large('a'), { accepted_s: 0.25 })?.cost).toBe(0.6);
  });

  test('reads at the pace of the other candidates until that was measured', () => {
    const asked = demand({ size });
    const parts = partsBy([large('a', pace(1, { reading: 512 })), large('b')], asked);
    expect(parts.get('b')?.switching.prefill_s).toBe(0.5);
  });
});

test('a score is the sum of its parts', () => {
  const models = [
    made('code'),
    large('b', { resident: true, ready: true, ...pace(3) }),
    view('c', { ailment: null, light: true }),
  ];
  const failed_on = new Set([models[0]?.model.id ?? large('x').model.id]);
  const { candidates } = choose(models, demand({ failed_on, size }));
  const sums = candidates.map(({ parts, score }) => [parts && totalOf(parts), score]);
  for (const [sum, score] of sums) expect(sum).toBe(score);
  expect(candidates).toHaveLength(3);
});

test('weights say what counts', () => {
  const fast = large('fast', { resident: true, ready: true });
  const right = view('right', { model: model('right', { specialties: ['code'] }) });
  expect(choose([fast, right], demand()).chosen).toBe('right');
  const nearest = { ...DEFAULT_WEIGHTS, specialty: 0, availability: 1 };
  expect(choose([fast, right], demand(), nearest).chosen).toBe('fast');
});

/** DESIGN §5: "rotate when the active model's specialty match is under 0.3 and a better one is warm". */
describe('a model in memory that is not made for this', () => {
  const there = { resident: true, ready: true };
  const active = (...specialties: Specialty[]) =>
    large('active', { ...there, model: model('active', { specialties, size_bytes: GIB }) });
  const better = model('better', { specialties: ['code'], size_bytes: GIB });
  const warm = view('better', { ...there, model: better });
  const matchOf = (candidates: Decision['candidates'], id: string): number | undefined =>
    candidates.find(({ model_id }) => model_id === id)?.parts?.specialty.value;

  test.for<Specialty>(['audio', 'text_generation'])(
    'but for %s gives way to a better one',
    (of) => {
      const { chosen, candidates } = choose([active(of), warm], demand({ size }));
      expect(matchOf(candidates, 'active')).toBeLessThan(0.3);
      expect(chosen).toBe('better');
    },
  );

  test('gives way even where it has done well, and the better one is not known yet', () => {
    const code = { attempts: 10, success: 1, pace: 10, judged: 0, liked: 0.5, known: 5 };
    const proven = { ...active('text_generation'), experience: { code } };
    expect(choose([proven, warm], demand({ size })).chosen).toBe('better');
  });

  test('stays for who does not want to wait, where the better one must be loaded', () => {
    const cold = view('better', { model: better, ...pace(null, { load_s: 12 }) });
    const hurried = demand({ size: { ...size, accepted_s: 5 }, hurried: true });
    expect(choose([active('text_generation'), cold], hurried).chosen).toBe('active');
    expect(choose([active('text_generation'), cold], demand({ size })).chosen).toBe('better');
  });
});

test('what outweighs a score is stated among its parts', () => {
  const { candidates } = choose([made('code')], demand({ begun_on: made().model.id }));
  const parts: ScoreParts | null | undefined = candidates[0]?.parts;
  expect(parts?.adjustment).toBeGreaterThan(1);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import type { StoredModel } from '../../../shared/domain/model.ts';
import { SPECIALTIES } from '../../../shared/domain/specialty.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Experience, ModelExperience } from '../learning/experience.ts';
import { keptIfSame } from '../model-views.ts';
import { demand, model, view } from '../testing/models.ts';
import { choose } from './choose.ts';
import type { Choice, Demand, ModelView } from './choosing/terms.ts';
import { DEFAULT_WEIGHTS } from './choosing/weights.ts';
import { DecisionCache } from './decision-cache.ts';

const MODELS = [view('a'), view('b', { resident: true, ready: true })];
const NOW = epochMs(1_000_000);
const later = (ms: number) => epochMs(NOW + ms);

describe('a decision that was made', () => {
  const after = (ms: number, models = MODELS, asked = demand()): Choice => {
    const cache = new DecisionCache(DEFAULT_WEIGHTS);
    cache.decide(MODELS, demand(), NOW);
    return cache.decide(models, asked, later(ms));
  };

  test('stands for an equal query, and says when it was made', () => {
    expect(after(59_999).decided_at).toBe(NOW);
  });

  test.for([
    ['after a minute', after(60_000)],
    ['when the clock was set back', after(-1)],
    ['when anything about a model has changed', after(1, [...MODELS])],
    ['for another query', after(1, MODELS, demand({ query_type: 'audio' }))],
    ['for one that broke off', after(1, MODELS, demand({ failed_on: new Set([modelId('a')]) }))],
  ] as const)('does not %s', ([, { decided_at }]) => {
    expect(decided_at).not.toBe(NOW);
  });

  test('is not taken for that of another preference, whatever its caller writes', () => {
    const cache = new DecisionCache(DEFAULT_WEIGHTS);
    const reasons = [null, '', 'null', '=', ' =a', 'a'].map(
      (preference) => cache.decide(MODELS, demand({ preference }), NOW).reason,
    );
    expect(new Set(reasons).size).toBe(6);
  });
});

const error = new AppError('ENGINE_CRASHED');
const AILMENTS: readonly ModelView['ailment'][] = [
  null,
  { state: 'resting', since: NOW, until: later(5), error },
  { state: 'quarantined', until: null, error },
];
const PACES = [
  { writing: null, reading: null, load_s: null },
  { writing: 10, reading: 200, load_s: 3 },
  { writing: 40, reading: 900, load_s: 20 },
];
const known = { attempts: 10, success: 1, pace: 9, judged: 4, liked: 0.9, known: 5 };
const atAll = (one: Experience): ModelExperience =>
  Object.fromEntries(SPECIALTIES.map((type) => [type, one]));
const EXPERIENCES: readonly ModelView['experience'][] = [
  {},
  atAll(known),
  atAll({ ...known, liked: 0.1, known: 2 }),
];
const SOURCES = [
  model('a', { tags: ['fast'] }),
  model('b', { specialties: ['code'], size_bytes: 2 ** 30 }),
  model('c', { specialties: ['text_generation'], source: 'built-in' }),
  model('d', { specialties: ['audio', 'code'], light_model: { beyond: ['That is beyond me.'] } }),
];

const ofModel = {
  model: fc.constantFrom(...SOURCES),
  resident: fc.boolean(),
  ready: fc.boolean(),
  context_tokens: fc.constantFrom(512, 4096),
  pace: fc.constantFrom(...PACES),
  experience: fc.constantFrom(...EXPERIENCES),
  ailment: fc.constantFrom(...AILMENTS),
  light: fc.boolean(),
};
const size = fc.record({
  prompt_tokens: fc.constantFrom(1, 1024),
  max_tokens: fc.constantFrom(null, 100, 1000),
  accepted_s: fc.constantFrom(5, 60),
});
const ofDemand = {
  query_type: fc.constantFrom('code', ...SPECIALTIES),
  preference: fc.constantFrom(null, null, null, 'a', 'fast', 'code', 'nobody'),
  hurried: fc.boolean(),
  alone: fc.boolean(),
  tries_out: fc.boolean(),
  size,
};
/** What happens to a query on its way; most of the time nothing. */
const ofWay = {
  excluded: fc.constantFrom(new Map(), new Map([[modelId('a'), error]])),
  failed_on: fc.constantFrom(new Set<never>(), new Set([modelId('b')])),
  begun_on: fc.constantFrom(null, modelId('c')),
  beyond: fc.constantFrom(new Set<never>(), new Set([modelId('d')])),
  spent: fc.boolean(),
};

/** One field with a value of its own: what is alike but for that is told apart by that alone. */
function oneOf(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) {
  const some = Object.entries(fields).map(([name, value]) => value.map((one) => ({ [name]: one })));
  return fc.oneof(...some);
}
const aModel = (source: StoredModel): fc.Arbitrary<ModelView> => {
  const isLight = source.light_model !== null;
  return fc.record({ ...ofModel, model: fc.constant(source), light: fc.constant(isLight) });
};
const demands: fc.Arbitrary<readonly Demand[]> = fc
  .tuple(fc.record(ofDemand), fc.array(oneOf({ ...ofDemand, ...ofWay }), { minLength: 5 }))
  .map(([first, others]) => [demand(first), ...others.map((one) => demand({ ...first, ...one }))]);
/** A change of one model in one field, or none; then somebody asks, some time later. */
const aStep = fc.record({
  at: fc.nat(3),
  change: fc.option(oneOf(ofModel), { nil: {}, freq: 2 }),
  asked: fc.nat(5),
  passes: fc.constantFrom(0, 10, 10, 25_000, -5),
});
const life = fc.record({
  first: fc.tuple(...SOURCES.map(aModel)),
  asked: demands,
  steps: fc.array(aStep, { minLength: 60, maxLength: 60 }),
});

test('what is remembered is what would be decided afresh, whatever happens in between', () => {
  let remembered = 0;
  fc.assert(
    fc.property(life, ({ first, asked: queries, steps }) => {
      const cache = new DecisionCache(DEFAULT_WEIGHTS);
      let models: readonly ModelView[] = first;
      let now = NOW;
      for (const { at, change, asked, passes } of steps) {
        // As the fleet does: a new list each time, and the old one where nothing has changed.
        const fresh = models.map((one, index) => ({ ...one, ...(index === at ? change : {}) }));
        models = keptIfSame(models, fresh);
        now = epochMs(now + passes);
        const query = queries[asked] ?? demand();
        const { decided_at, ...choice } = cache.decide(models, query, now);
        expect(choice).toEqual(choose(fresh, query));
        if (decided_at !== now) remembered += 1;
      }
    }),
    { numRuns: 300, seed: 7 },
  );
  expect(remembered).toBeGreaterThan(500);
});

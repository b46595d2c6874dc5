import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { SPECIALTIES } from '../../../shared/domain/specialty.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
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
const EXPERIENCES: readonly ModelView['experience'][] = [
  {},
  { code: known },
  { code: { ...known, liked: 0.1, known: 2 } },
];
const SOURCES = ['a', 'b', 'c', 'd'].map((id, index) =>
  model(id, {
    specialties: [[], ['code'], ['text_generation'], ['audio', 'code']][index] as never,
    tags: ['fast'],
    size_bytes: 2 ** (24 + 3 * index),
  }),
);

const aModel = fc.record({
  model: fc.constantFrom(...SOURCES),
  resident: fc.boolean(),
  ready: fc.boolean(),
  context_tokens: fc.constantFrom(512, 4096),
  pace: fc.constantFrom(...PACES),
  experience: fc.constantFrom(...EXPERIENCES),
  ailment: fc.constantFrom(...AILMENTS),
  light: fc.boolean(),
});
const aDemand: fc.Arbitrary<Demand> = fc.record({
  query_type: fc.constantFrom('code', ...SPECIALTIES),
  preference: fc.constantFrom(null, null, 'a', 'fast', 'code', 'nobody'),
  excluded: fc.constantFrom(new Map(), new Map(), new Map([[modelId('a'), error]])),
  failed_on: fc.constantFrom(new Set<never>(), new Set<never>(), new Set([modelId('b')])),
  begun_on: fc.constantFrom(null, null, modelId('c')),
  beyond: fc.constantFrom(new Set<never>(), new Set<never>(), new Set([modelId('d')])),
  hurried: fc.boolean(),
  alone: fc.boolean(),
  spent: fc.boolean(),
  tries_out: fc.boolean(),
  size: fc.record({
    prompt_tokens: fc.constantFrom(1, 1024),
    max_tokens: fc.constantFrom(null, 100, 4096),
    accepted_s: fc.constantFrom(5, 60),
  }),
});
/** A change of one model, or none; then somebody asks, some time later. */
const aStep = fc.record({
  at: fc.nat(3),
  // Where nothing happens, the same list of models stays.
  to: fc.option(aModel, { nil: undefined, freq: 1 }),
  asked: fc.nat(3),
  passes: fc.constantFrom(0, 10, 10, 25_000, -5),
});

test('what is remembered is what would be decided afresh, whatever happens in between', () => {
  let remembered = 0;
  const life = fc.tuple(
    fc.array(aModel, { minLength: 1, maxLength: 4 }),
    fc.array(aDemand, { minLength: 4, maxLength: 4 }),
    fc.array(aStep, { minLength: 40, maxLength: 40 }),
  );
  fc.assert(
    fc.property(life, ([first, demands, steps]) => {
      const cache = new DecisionCache(DEFAULT_WEIGHTS);
      let models: readonly ModelView[] = first;
      let now = NOW;
      for (const { at, to, asked, passes } of steps) {
        // As the fleet does: a new list each time, and the old one where nothing has changed.
        const fresh = models.map((one, index) => ({ ...(index === at && to ? to : one) }));
        models = keptIfSame(models, fresh);
        now = epochMs(now + passes);
        const { decided_at, ...choice } = cache.decide(models, demands[asked] ?? demand(), now);
        expect(choice).toEqual(choose(fresh, demands[asked] ?? demand()));
        if (decided_at !== now) remembered += 1;
      }
    }),
    { numRuns: 300, seed: 7 },
  );
  expect(remembered).toBeGreaterThan(500);
});

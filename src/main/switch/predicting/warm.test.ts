import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ModelId, modelId } from '../../../shared/domain/ids.ts';
import { type QueryType, SPECIALTIES } from '../../../shared/domain/specialty.ts';
import { epochMs, seconds } from '../../../shared/domain/units.ts';
import type { Forecast } from './forecast.ts';
import { type WarmingPolicy, type WarmingSnapshot, warm } from './warm.ts';

const NOW = epochMs(10_000_000);
const ago = (period: number) => epochMs(NOW - seconds(period));

const POLICY: WarmingPolicy = {
  predict: true,
  min_usage_for_warmup: 3,
  cooldown_period: seconds(300),
  max_active_models: 2,
  idle_unload: seconds(3600),
};

const [writer, coder, analyst] = [modelId('writer'), modelId('coder'), modelId('analyst')];
const CHOSEN = new Map<QueryType, ModelId>([
  ['text_generation', writer],
  ['summarization', writer],
  ['code', coder],
  ['analysis', analyst],
]);

const foretold = (kind: QueryType, probability: number): Forecast<QueryType> => ({
  kind,
  probability,
  queued: 0,
});
const ready = (model_id: ModelId, running = 0) => ({ model_id, state: 'ready', running }) as const;

/** Three models used often enough, none in memory, all of them fit. */
function snapshot(more: Partial<WarmingSnapshot> = {}): WarmingSnapshot {
  return {
    now: NOW,
    forecasts: [],
    chosen: CHOSEN,
    residents: [],
    uses: new Map([writer, coder, analyst].map((model) => [model, 3])),
    idle_since: new Map(),
    warmed_at: new Map(),
    pinned: new Set(),
    light: null,
    fits: () => true,
    ...more,
  };
}

const decide = (more: Partial<WarmingSnapshot>, policy: Partial<WarmingPolicy> = {}) =>
  warm(snapshot(more), { ...POLICY, ...policy });

const expectCode = { forecasts: [foretold('code', 0.8)] };

describe('a model likely to be needed', () => {
  test('is warmed where there is a place', () => {
    expect(decide({ ...expectCode, residents: [ready(writer)] })).toEqual({
      type: 'warm',
      model: coder,
      reason: 'coder is likely to be needed (80 %).',
    });
  });

  test('is not warmed while prediction is off', () => {
    expect(decide({ ...expectCode, residents: [] }, { predict: false })).toEqual({
      type: 'nothing',
      reason: 'No model is brought ahead of queries: predict is off.',
    });
  });

  test('stays where it is when it is in memory', () => {
    expect(decide({ ...expectCode, residents: [ready(coder)] })).toEqual({
      type: 'nothing',
      reason: 'Every model likely to be needed is in memory.',
    });
  });

  test('is one that several types together make likely', () => {
    const alone = [foretold('text_generation', 0.4)];
    expect(decide({ forecasts: alone }).type).toBe('nothing');
    // 1 − 0.6 · 0.6
    expect(decide({ forecasts: [...alone, foretold('summarization', 0.4)] })).toEqual({
      type: 'warm',
      model: writer,
      reason: 'writer is likely to be needed (64 %).',
    });
  });

  test('comes before another that is less likely', () => {
    const forecasts = [foretold('analysis', 0.6), foretold('code', 0.9)];
    expect(decide({ forecasts })).toMatchObject({ type: 'warm', model: coder });
  });

  test('gives way to the next likely one while it may not be warmed', () => {
    const forecasts = [foretold('analysis', 0.6), foretold('code', 0.9)];
    const warmed_at = new Map([[coder, ago(10)]]);
    expect(decide({ forecasts, warmed_at })).toMatchObject({ type: 'warm', model: analyst });
  });

  test('is not warmed for a type that no model can take', () => {
    expect(decide({ forecasts: [foretold('vision', 1)] }).type).toBe('nothing');
  });

  test('is not warmed at even odds less a little', () => {
    expect(decide({ forecasts: [foretold('code', 0.49)] }).type).toBe('nothing');
    expect(decide({ forecasts: [foretold('code', 0.5)] }).type).toBe('warm');
  });
});

describe('it is not warmed', () => {
  test('before it was used three times', () => {
    expect(decide({ ...expectCode, uses: new Map([[coder, 2]]) })).toEqual({
      type: 'nothing',
      reason:
        'coder is likely to be needed (80 %), but was used 2 times, of 3 before it is warmed.',
    });
  });

  test('twice within the cooldown', () => {
    expect(decide({ ...expectCode, warmed_at: new Map([[coder, ago(200)]]) })).toEqual({
      type: 'nothing',
      reason: 'coder is likely to be needed (80 %), but was warmed lately; again in 100 s.',
    });
    expect(decide({ ...expectCode, warmed_at: new Map([[coder, ago(300)]]) }).type).toBe('warm');
  });

  test('later than planned because the clock was set back', () => {
    const warmed_at = new Map([[coder, epochMs(NOW + seconds(86_400))]]);
    expect(decide({ ...expectCode, warmed_at }).type).toBe('warm');
  });

  test.for(['loading', 'unloading'] as const)('while another is %s', (state) => {
    const residents = [{ model_id: writer, state, running: 0 }];
    expect(decide({ ...expectCode, residents })).toEqual({
      type: 'nothing',
      reason: `writer is ${state}.`,
    });
  });

  test('when it does not fit, even if all others left', () => {
    expect(decide({ ...expectCode, residents: [ready(writer)], fits: () => false })).toEqual({
      type: 'nothing',
      reason: 'coder is likely to be needed (80 %), but does not fit in memory.',
    });
  });

  test('when it is the Light LLM, which has a place of its own', () => {
    expect(decide({ ...expectCode, light: coder }).type).toBe('nothing');
  });
});

describe('with all places taken', () => {
  const residents = [ready(writer), ready(analyst)];
  const forecasts = [foretold('code', 0.8), foretold('analysis', 0.3)];

  test('the one least likely to be needed leaves for it, and it comes in the next pass', () => {
    expect(decide({ residents, forecasts })).toEqual({
      type: 'unload',
      model: writer,
      cause: 'prediction',
      reason: 'coder is likely to be needed (80 %), writer less (0 %).',
    });
    expect(decide({ residents: [ready(analyst)], forecasts })).toMatchObject({
      type: 'warm',
      model: coder,
    });
  });

  test('of two that nobody needs the one idle for longer leaves', () => {
    const idle_since = new Map([
      [writer, ago(10)],
      [analyst, ago(20)],
    ]);
    expect(decide({ ...expectCode, residents, idle_since })).toMatchObject({ model: analyst });
  });

  test('nobody leaves for one that is hardly likelier', () => {
    const near = [foretold('code', 0.8), foretold('analysis', 0.6), foretold('summarization', 0.6)];
    expect(decide({ residents, forecasts: near })).toEqual({
      type: 'nothing',
      reason: 'coder is likely to be needed (80 %), but no model in memory can leave for it.',
    });
  });

  test('a model that queries wait for does not leave', () => {
    const queued = { kind: 'text_generation', probability: 1, queued: 1 } as const;
    const waited = decide({ residents, forecasts: [...forecasts, queued] });
    expect(waited).toMatchObject({ type: 'unload', model: analyst });
  });

  test('neither a model at work nor a pinned one leaves', () => {
    const busy = [ready(writer, 1), ready(analyst)];
    expect(decide({ ...expectCode, residents: busy })).toMatchObject({ model: analyst });
    const kept = decide({ ...expectCode, residents: busy, pinned: new Set([analyst]) });
    expect(kept.type).toBe('nothing');
  });

  test('the Light LLM takes no place and makes none', () => {
    const light = analyst;
    expect(decide({ ...expectCode, residents, light })).toMatchObject({ type: 'warm' });
    const one = decide({ ...expectCode, residents, light }, { max_active_models: 1 });
    expect(one).toMatchObject({ type: 'unload', model: writer });
  });
});

test('where there is a place but no memory, models leave until it fits', () => {
  const residents = [ready(writer), ready(analyst)];
  const fits = (_: ModelId, leaving: readonly ModelId[]) => leaving.length === 2;
  const policy = { max_active_models: 3 };
  expect(decide({ ...expectCode, residents, fits }, policy).type).toBe('unload');
  const pinned = new Set([analyst]);
  expect(decide({ ...expectCode, residents, fits, pinned }, policy).type).toBe('nothing');
});

describe('a model without a use for an hour', () => {
  const residents = [ready(writer)];
  const idle_since = new Map([[writer, ago(3600)]]);

  test('leaves', () => {
    expect(decide({ residents, idle_since })).toEqual({
      type: 'unload',
      model: writer,
      cause: 'idle',
      reason: 'Idle for 3600 s.',
    });
    expect(decide({ residents, idle_since: new Map([[writer, ago(3599)]]) }).type).toBe('nothing');
  });

  test('stays while it is pinned, at work, likely to be needed, or the Light LLM', () => {
    expect(decide({ residents, idle_since, pinned: new Set([writer]) }).type).toBe('nothing');
    expect(decide({ residents: [ready(writer, 1)], idle_since }).type).toBe('nothing');
    const forecasts = [foretold('summarization', 0.5)];
    expect(decide({ residents, idle_since, forecasts }).type).toBe('nothing');
    expect(decide({ residents, idle_since, light: writer }).type).toBe('nothing');
  });

  test('leaves with prediction off, whatever is foretold, and stays where it may for ever', () => {
    const forecasts = [foretold('summarization', 0.9)];
    const off = decide({ residents, idle_since, forecasts }, { predict: false });
    expect(off).toMatchObject({ type: 'unload', cause: 'idle' });
    const forEver = { idle_unload: seconds(0) };
    expect(decide({ residents, idle_since }, forEver).type).toBe('nothing');
  });

  test('stays when nobody knows since when it is idle', () => {
    expect(decide({ residents }).type).toBe('nothing');
  });
});

const MODELS = ['a', 'b', 'c', 'd'].map(modelId);
const arbitrary = fc.record({
  needs: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
  there: fc.subarray(MODELS),
  busy: fc.subarray(MODELS),
  pinned: fc.subarray(MODELS),
  places: fc.integer({ min: 1, max: 4 }),
  room: fc.integer({ min: 0, max: 4 }),
});

test('nobody who works or is pinned ever leaves, and no place or memory is taken that is not there', () => {
  fc.assert(
    fc.property(arbitrary, ({ needs, there, busy, pinned, places, room }) => {
      const residents = there.map((one) => ready(one, busy.includes(one) ? 1 : 0));
      const step = decide(
        {
          forecasts: needs.map((need, at) => foretold(SPECIALTIES[at] ?? 'code', need)),
          chosen: new Map(MODELS.map((one, at) => [SPECIALTIES[at] ?? 'code', one])),
          uses: new Map(MODELS.map((one) => [one, 9])),
          residents,
          pinned: new Set(pinned),
          fits: (_, leaving) => residents.length - leaving.length < room,
        },
        { max_active_models: places },
      );
      if (step.type === 'unload') {
        expect([...busy, ...pinned]).not.toContain(step.model);
        expect(there).toContain(step.model);
      }
      if (step.type === 'warm') {
        expect(there).not.toContain(step.model);
        expect(residents.length).toBeLessThan(Math.min(places, room));
      }
    }),
  );
});

import { describe, expect, test } from 'vitest';
import { type ModelId, modelId } from '../../../shared/domain/ids.ts';
import { rotationSchema } from '../../../shared/domain/rotation.ts';
import { epochMs, seconds } from '../../../shared/domain/units.ts';
import { AT_REST } from '../testing/warming.ts';
import { noCounts } from './rotation-counts.ts';
import { type RotatingScene, type RotationScene, toRotation } from './rotation-view.ts';

const [a, light] = [modelId('a'), modelId('light')];
const at = epochMs(1_000_000);

function of(model_id: ModelId, more: Partial<RotatingScene> = {}): RotatingScene {
  return {
    model_id,
    whereabouts: { state: 'warm', since: at },
    running: 0,
    uses: 3,
    last_used: at,
    load_s: 1.5,
    need: 0,
    idle_since: at,
    ...more,
  };
}

/** One model in memory, which leaves after an hour without a use. */
function scene(more: Partial<RotationScene> = {}): RotationScene {
  return {
    active: a,
    policy: { ...AT_REST, predict: true, idle_unload: seconds(3600) },
    models: [of(a)],
    light,
    light_leaves_at: null,
    pinned: new Set(),
    predicted: new Set(),
    observed: 7,
    expected: 1.5,
    foretold: [{ kind: 'code', next: 0.4, probability: 0.8, queued: 2 }],
    chosen: new Map([['code', a]]),
    decided: 'Nothing.',
    counts: noCounts(),
    swap: null,
    history: [
      { at, model_id: a, state: 'warm', cause: 'pin', reason: 'It is pinned.', took_s: 1.5 },
    ],
    ...more,
  };
}

const shown = (more: Partial<RotationScene> = {}) => toRotation(scene(more));
const leavesAt = (model: Partial<RotatingScene>, more: Partial<RotationScene> = {}) =>
  shown({ models: [of(a, model)], ...more }).models[0]?.leaves_at;

test('rotation is shown as the contract states it', () => {
  expect(rotationSchema.parse(shown())).toEqual(shown());
  expect(shown()).toMatchObject({
    policy: { max_active_models: 2, cooldown_s: 300, idle_unload_s: 3600 },
    models: [{ model_id: 'a', since: '1970-01-01T00:16:40.000Z', light: false, load_s: 1.5 }],
    prediction: {
      window_s: 30,
      types: [{ query_type: 'code', next: 0.4, within_window: 0.8, queued: 2, model_id: 'a' }],
    },
    history: [{ at: '1970-01-01T00:16:40.000Z', cause: 'pin' }],
  });
});

test('a type that nothing would take says so', () => {
  expect(shown({ chosen: new Map() }).prediction.types).toMatchObject([{ model_id: null }]);
});

describe('when a model leaves', () => {
  const inAnHour = '1970-01-01T01:16:40.000Z';

  test('is an hour after it has had nothing to do', () => {
    expect(leavesAt({})).toBe(inAnHour);
  });

  test('is never while it is away, at work, pinned, likely to be needed, or may stay', () => {
    expect(leavesAt({ whereabouts: { state: 'cold', since: null } })).toBeNull();
    expect(leavesAt({ idle_since: null })).toBeNull();
    expect(leavesAt({}, { pinned: new Set([a]) })).toBeNull();
    expect(leavesAt({ need: 0.5 })).toBeNull();
    expect(leavesAt({}, { policy: { ...AT_REST, idle_unload: seconds(0) } })).toBeNull();
  });

  test('does not depend on what is foretold where that does not count', () => {
    const policy = { ...AT_REST, predict: false, idle_unload: seconds(3600) };
    expect(leavesAt({ need: 0.9 }, { policy })).toBe(inAnHour);
  });

  test('is for the Light LLM its own time', () => {
    const [model] = shown({ models: [of(light)], light_leaves_at: epochMs(at + 5000) }).models;
    expect(model).toMatchObject({ light: true, leaves_at: '1970-01-01T00:16:45.000Z' });
  });
});

test('a model counts as warmed when it is in memory, and not while it is on its way', () => {
  const predicted = new Set([a]);
  expect(shown({ predicted }).models[0]?.warmed).toBe(true);
  const loading = of(a, { whereabouts: { state: 'loading', since: at } });
  expect(shown({ predicted, models: [loading] }).models[0]?.warmed).toBe(false);
});

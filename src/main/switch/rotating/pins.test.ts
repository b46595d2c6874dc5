import { describe, expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { Pins } from './pins.ts';

const [a, b, c, light] = [modelId('a'), modelId('b'), modelId('c'), modelId('light')];

function kept() {
  const values = new Map<string, unknown>();
  return {
    get: (key: string) => values.get(key),
    set: (key: string, value: unknown) => void values.set(key, value),
  };
}

const pinsWith = (maxResident: number, memory = kept()) => new Pins(memory, { maxResident, light });

describe('pins', () => {
  test('last beyond a restart', () => {
    const memory = kept();
    pinsWith(2, memory).pin(a);
    expect([...pinsWith(2, memory).inForce]).toEqual([a]);
    pinsWith(2, memory).unpin(a);
    expect([...pinsWith(2, memory).inForce]).toEqual([]);
  });

  test('leave one place to the others, and say what to do instead', () => {
    const pins = pinsWith(2);
    pins.pin(a);
    pins.pin(a);
    expect(() => pins.pin(b)).toThrowError(
      expect.objectContaining({
        code: 'NO_PLACE',
        message:
          'b cannot be pinned. Of 2 places in memory one must stay free for the other models, and ' +
          'a is pinned. Unpin one, or raise rotation_policy.max_active_models and restart.',
        data: { model_id: 'b', pinned: [a], max_active_models: 2 },
      }),
    );
    expect([...pins.inForce]).toEqual([a]);
  });

  test('there are none where there is one place', () => {
    expect(() => pinsWith(1).pin(a)).toThrowError(
      'a cannot be pinned. The only place in memory must stay free for the other models. ' +
        'Raise rotation_policy.max_active_models and restart.',
    );
  });

  test('the Light LLM has a place of its own, and takes none', () => {
    const pins = pinsWith(2);
    pins.pin(light);
    pins.pin(a);
    expect([...pins.inForce]).toEqual([light, a]);
    expect([...pinsWith(1, kept()).inForce]).toEqual([]);
  });

  test('that find fewer places are ignored, the latest first, until there are places again', () => {
    const memory = kept();
    const roomy = pinsWith(4, memory);
    for (const id of [a, light, b, c]) roomy.pin(id);
    const narrow = pinsWith(2, memory);
    expect([...narrow.inForce]).toEqual([a, light]);
    expect(narrow.surplus).toEqual([b, c]);
    expect([...pinsWith(4, memory).inForce]).toEqual([a, light, b, c]);
  });

  test('a surplus does not take the place of what is pinned next', () => {
    const memory = kept();
    const roomy = pinsWith(3, memory);
    roomy.pin(a);
    roomy.pin(b);
    const narrow = pinsWith(2, memory);
    narrow.unpin(a); // Now b has the place.
    narrow.unpin(b);
    narrow.pin(c);
    expect([...narrow.inForce]).toEqual([c]);
  });

  test('that cannot be kept are not in force', () => {
    const pins = new Pins(
      { get: () => undefined, set: () => expect.fail('disk full') },
      { maxResident: 2, light },
    );
    expect(() => pins.pin(a)).toThrowError('disk full');
    expect([...pins.inForce]).toEqual([]);
  });

  test('that somebody has spoilt in the database are none', () => {
    expect([
      ...new Pins({ get: () => 'a', set: () => undefined }, { maxResident: 2, light }).inForce,
    ]).toEqual([]);
  });
});

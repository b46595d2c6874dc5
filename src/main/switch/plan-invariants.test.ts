import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelId } from '../../shared/domain/ids.ts';
import { PRIORITY_LEVELS } from '../../shared/domain/priority.ts';
import { type Applicant, plan, type Snapshot, slotsFor } from './plan.ts';
import { view } from './testing/models.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

interface Scene extends Snapshot<Applicant> {
  readonly waiting: readonly Applicant[];
}

const waiting = fc.array(
  fc.record({ priority: fc.constantFrom(...PRIORITY_LEVELS), wants: fc.constantFrom(...NAMES) }),
  { maxLength: 12 },
);
const resident = fc
  .record({
    name: fc.constantFrom(...NAMES),
    state: fc.constantFrom('ready', 'ready', 'loading', 'unloading'),
    slots: fc.integer({ min: 1, max: 4 }),
    busy: fc.nat(4),
  })
  .map(({ name, state, slots, busy }) => {
    const running = state === 'ready' ? Math.min(busy, slots) : 0;
    return { model_id: modelId(name), state, slots, running, context_length: 512, pid: 1 };
  });
const snapshots = fc
  .record({
    waiting,
    residents: fc.uniqueArray(resident, { maxLength: 3, selector: ({ model_id }) => model_id }),
    spare: fc.nat(2),
    used: fc.array(fc.nat(9), { minLength: NAMES.length, maxLength: NAMES.length }),
  })
  .map(({ waiting: queue, residents, spare, used }): Scene => {
    const failed_on = new Set<never>();
    const excluded = new Map<never, never>();
    return {
      waiting: queue.map(({ priority, wants }) => {
        const demand = { query_type: 'code', preference: wants, excluded, failed_on } as const;
        return { priority, demand };
      }),
      models: NAMES.map((name) =>
        view(name, { resident: residents.some(({ model_id }) => model_id === name) }),
      ),
      residents,
      max_resident: Math.max(1, residents.length + spare),
      last_used: new Map(used.map((at, index) => [modelId(NAMES[index] ?? ''), at])),
    };
  });

/** Every invariant is checked on the same many snapshots. */
const always = (check: (snapshot: Scene, planned: Planned) => void): void =>
  fc.assert(
    fc.property(snapshots, (snapshot) => check(snapshot, sorted(snapshot))),
    { numRuns: 500, seed: 11 },
  );

function sorted(snapshot: Scene) {
  const actions = plan(snapshot);
  return {
    starts: actions.filter((action) => action.type === 'start'),
    loads: actions.filter((action) => action.type === 'load').map(({ model }) => model),
    unloads: actions.filter((action) => action.type === 'unload').map(({ model }) => model),
  };
}
type Planned = ReturnType<typeof sorted>;

describe('whatever waits and whatever is in memory', () => {
  test('a model that is working, or not ready, is never unloaded', () => {
    always(({ residents }, { unloads }) => {
      for (const id of unloads) {
        const victim = residents.find(({ model_id }) => model_id === id);
        expect(victim).toMatchObject({ state: 'ready', running: 0 });
      }
    });
  });

  test('nothing starts on a model that this plan unloads, and none is unloaded twice', () => {
    always((_, { starts, unloads }) => {
      expect(unloads).toEqual([...new Set(unloads)]);
      for (const { model } of starts) expect(unloads).not.toContain(model);
    });
  });

  test('answers start on ready models only, and never more than there are slots', () => {
    always(({ residents }, { starts }) => {
      const running = new Map(residents.map((one) => [one.model_id, one.running]));
      for (const { model, job } of starts) {
        const place = residents.find(({ model_id }) => model_id === model);
        expect(place?.state).toBe('ready');
        const before = running.get(model) ?? 0;
        expect(before).toBeLessThan(slotsFor(job.priority, place?.slots ?? 0));
        running.set(model, before + 1);
      }
    });
  });

  test('memory never holds more models than allowed, and none is loaded twice', () => {
    always(({ residents, max_resident }, { loads }) => {
      expect(residents.length + loads.length).toBeLessThanOrEqual(max_resident);
      expect(loads).toEqual([...new Set(loads)]);
      for (const id of loads) expect(residents.map(({ model_id }) => model_id)).not.toContain(id);
    });
  });

  test('the first in line starts, or its model is on the way, or room is made for it', () => {
    always(({ waiting: queue, residents, max_resident }, { starts, loads, unloads }) => {
      const [first] = queue;
      if (first === undefined) return;
      const wanted = modelId(first.demand.preference ?? '');
      const place = residents.find(({ model_id }) => model_id === wanted);
      if (place === undefined && residents.length < max_resident) {
        expect(loads[0]).toBe(wanted);
      } else if (place?.state === 'ready') {
        const free = place.running < slotsFor(first.priority, place.slots);
        expect(starts.some(({ job }) => job === first)).toBe(free);
        expect(unloads).not.toContain(wanted);
      }
    });
  });

  test('no more models leave than there are models to come without a place', () => {
    always(({ waiting: queue, residents, max_resident }, { unloads }) => {
      const present = new Set<string>(residents.map(({ model_id }) => model_id));
      const toCome = new Set(
        queue.map(({ demand }) => demand.preference ?? '').filter((id) => !present.has(id)),
      );
      const leaving = residents.filter(({ state }) => state === 'unloading').length;
      const places = max_resident - residents.length + leaving;
      expect(unloads.length).toBeLessThanOrEqual(Math.max(0, toCome.size - places));
    });
  });

  test('the plan is the same when it is made again', () => {
    always((snapshot) => {
      expect(plan(snapshot)).toEqual(plan(snapshot));
    });
  });
});

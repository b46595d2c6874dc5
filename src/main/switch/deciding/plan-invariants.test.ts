import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { PRIORITY_LEVELS, type PriorityLevel } from '../../../shared/domain/priority.ts';
import { epochMs, milliseconds } from '../../../shared/domain/units.ts';
import { view } from '../testing/models.ts';
import { UNMOVED } from '../testing/warming.ts';
import { plan } from './plan.ts';
import { type Action, type Applicant, type Snapshot, slotsFor } from './plan-terms.ts';

const NOW = 1000;
const PERIOD = milliseconds(10);
const NAMES = ['a', 'b', 'c', 'd', 'e'];

interface Job extends Applicant<Job> {}

interface Scene extends Snapshot<Job> {
  readonly waiting: readonly Job[];
  readonly running: readonly Job[];
}

const priority = fc.constantFrom(...PRIORITY_LEVELS);
const waiting = fc.array(
  fc.record({
    priority,
    wants: fc.constantFrom(...NAMES),
    wasPutBack: fc.boolean(),
    passedOverFor: fc.option(fc.integer({ min: -5, max: 15 })),
  }),
  {
    maxLength: 12,
  },
);
/** What runs in the slots of a model. */
const busy = fc.array(
  fc.record({
    priority: fc.constantFrom(...PRIORITY_LEVELS, 3 as const),
    leaving: fc.boolean(),
    spared: fc.boolean(),
    written: fc.nat(9),
  }),
  { maxLength: 4 },
);

function query(level: PriorityLevel, wants: string, more: Partial<Job> = {}): Job {
  const rest = { excluded: new Map(), failed_on: new Set<never>(), begun_on: null };
  return {
    priority: level,
    demand: { query_type: 'code', preference: wants, ...rest },
    passedOverSince: null,
    behind: null,
    model: null,
    leaving: false,
    mayBePutBack: level === 3,
    written: 0,
    ...more,
  };
}
const resident = fc
  .record({
    name: fc.constantFrom(...NAMES),
    state: fc.constantFrom('ready', 'ready', 'loading', 'unloading'),
    slots: fc.integer({ min: 1, max: 4 }),
    busy,
  })
  .map(({ name, state, slots, busy: all }) => {
    const model_id = modelId(name);
    const jobs = (state === 'ready' ? all.slice(0, slots) : []).map((one) =>
      query(one.priority, name, {
        model: model_id,
        leaving: one.leaving,
        mayBePutBack: one.priority === 3 && !one.spared && !one.leaving,
        written: one.written,
      }),
    );
    const running = jobs.length;
    const rest = { context_length: 512, memory: null, pid: 1 };
    return { one: { model_id, state, slots, running, ...rest }, jobs };
  });
const snapshots = fc
  .record({
    waiting,
    loaded: fc.uniqueArray(resident, { maxLength: 3, selector: ({ one }) => one.model_id }),
    spare: fc.nat(2),
    used: fc.array(fc.nat(9), { minLength: NAMES.length, maxLength: NAMES.length }),
  })
  .map(({ waiting: queue, loaded, spare, used }): Scene => {
    const residents = loaded.map(({ one }) => one);
    const all = queue.map(({ priority: level, wants, passedOverFor }) =>
      query(level, wants, {
        passedOverSince: passedOverFor === null ? null : epochMs(NOW - passedOverFor),
      }),
    );
    const urgent = all.findLast((job) => job.priority === 0) ?? null;
    return {
      waiting: all.map((job, index) =>
        job.priority === 3 && queue[index]?.wasPutBack ? { ...job, behind: urgent } : job,
      ),
      running: loaded.flatMap(({ jobs }) => jobs),
      models: NAMES.map((name) =>
        view(name, { resident: residents.some(({ model_id }) => model_id === name) }),
      ),
      residents,
      max_resident: Math.max(1, residents.length + spare),
      last_used: new Map(used.map((at, index) => [modelId(NAMES[index] ?? ''), at])),
      rotation: UNMOVED,
      now: epochMs(NOW),
      collation_period: PERIOD,
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
    actions,
    passedOver: actions.filter((action) => action.type === 'pass_over').map(({ job }) => job),
    starts: actions.filter((action) => action.type === 'start'),
    loads: actions.filter((action) => action.type === 'load').map(({ model }) => model),
    unloads: actions.filter((action) => action.type === 'unload').map(({ model }) => model),
    putBacks: actions.filter((action) => action.type === 'put_back'),
  };
}
/** What this query gets: a start, a load, or room for its model. */
const concerns =
  (job: Job | undefined) =>
  (action: Action<Job>): boolean =>
    action.type === 'unload'
      ? action.why.reason.endsWith(` ${job?.demand.preference}`)
      : action.type !== 'bring' && (action.type === 'put_back' ? action.for : action.job) === job;

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

  test('nobody starts twice, or before the query that it was put back for', () => {
    always((_, { starts }) => {
      const started = starts.map(({ job }) => job);
      expect(started).toEqual([...new Set(started)]);
      for (const [index, { behind }] of started.entries()) {
        if (behind !== null) expect(started.slice(index)).not.toContain(behind);
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
      const first = queue[0]?.behind ?? queue[0];
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

  test('only what runs at LOW and may be put back is, once, and for a CRITICAL query that waits', () => {
    always(({ waiting: queue, running }, { putBacks }) => {
      const jobs = putBacks.map(({ job }) => job);
      expect(jobs).toEqual([...new Set(jobs)]);
      for (const { job, for: urgent } of putBacks) {
        expect(running).toContain(job);
        expect(job).toMatchObject({ priority: 3, leaving: false, mayBePutBack: true });
        expect(queue).toContain(urgent);
        expect(urgent.priority).toBe(0);
      }
    });
  });

  test('a model that must leave is emptied whole or not at all; of others one slot per query', () => {
    always(({ running }, { putBacks }) => {
      for (const urgent of new Set(putBacks.map((action) => action.for))) {
        const given = putBacks.filter((action) => action.for === urgent).map(({ job }) => job);
        const model = given[0]?.model;
        if (model === urgent.demand.preference) expect(given).toHaveLength(1);
        else {
          const stays = running.filter((job) => job.model === model && !job.leaving);
          expect(new Set(given)).toEqual(new Set(stays));
        }
      }
    });
  });

  test('while they are on their way out, nobody else is put back', () => {
    always((snapshot, { putBacks }) => {
      const told = new Set(putBacks.map(({ job }) => job));
      const running = snapshot.running.map((job) =>
        told.has(job) ? { ...job, leaving: true, mayBePutBack: false } : job,
      );
      expect(sorted({ ...snapshot, running }).putBacks).toEqual([]);
    });
  });

  test('whoever is passed over has equals that go on, so the next pass comes', () => {
    always(({ waiting: queue, residents }, { starts, passedOver }) => {
      for (const { priority: level } of passedOver) {
        const wanted = queue.filter((job) => job.priority === level).map(({ demand }) => demand);
        const goesOn = residents.some(
          ({ model_id, running }) =>
            wanted.some(({ preference }) => preference === model_id) &&
            (running > 0 || starts.some(({ model }) => model === model_id)),
        );
        expect(goesOn).toBe(true);
      }
    });
  });

  test('one of each level at most begins to be passed over, and nobody twice', () => {
    always((_, { passedOver }) => {
      const levels = passedOver.map(({ priority: level }) => level);
      expect(levels).toEqual([...new Set(levels)]);
      for (const { passedOverSince } of passedOver) expect(passedOverSince).toBeNull();
    });
  });

  test('collation takes nothing from whoever is more urgent than all others', () => {
    always((snapshot, { actions }) => {
      const most = Math.min(...snapshot.waiting.map((job) => job.priority));
      const urgent = snapshot.waiting.filter((job) => job.priority === most);
      if (urgent.length !== 1) return;
      const without = plan({ ...snapshot, collation_period: milliseconds(0) });
      expect(actions.filter(concerns(urgent[0]))).toEqual(without.filter(concerns(urgent[0])));
    });
  });

  test('with its period over, whoever comes first gets what it would without collation', () => {
    always((snapshot) => {
      const [first, ...others] = snapshot.waiting;
      if (first === undefined || first.behind !== null) return;
      const over = { ...first, passedOverSince: epochMs(NOW - PERIOD) };
      const scene = { ...snapshot, waiting: [over, ...others.filter(({ behind }) => !behind)] };
      const without = plan({ ...scene, collation_period: milliseconds(0) });
      expect(plan(scene).filter(concerns(over))).toEqual(without.filter(concerns(over)));
    });
  });

  test('the plan is the same when it is made again', () => {
    always((snapshot) => {
      expect(plan(snapshot)).toEqual(plan(snapshot));
    });
  });
});

describe('with models called for, let go, pinned and foretold', () => {
  const names = fc.subarray(NAMES.map((name) => modelId(name)));
  const why = { cause: 'operator', reason: 'wanted' } as const;
  const moved = fc
    .record({
      snapshot: snapshots,
      pinned: names,
      called: names,
      released: names,
      predicted: names,
    })
    .chain(({ snapshot, pinned, called, released, predicted }) =>
      fc.record({
        snapshot: fc.constant(snapshot),
        rotation: fc.record({
          pinned: fc.constant(new Set(pinned)),
          called: fc.constant(called.map((model) => ({ model, why }))),
          released: fc.constant(
            new Set(released.filter((id) => !pinned.includes(id) && !called.includes(id))),
          ),
          predicted: fc.constant(new Set(predicted)),
          foreseen: fc.option(
            fc.record({
              type: fc.constant('warm' as const),
              model: fc.constantFrom(...NAMES.map((name) => modelId(name))),
              reason: fc.constant('likely'),
            }),
          ),
        }),
      }),
    )
    .map(({ snapshot, rotation }): Scene => ({ ...snapshot, rotation }));
  const alwaysMoved = (check: (snapshot: Scene, planned: Planned) => void): void =>
    fc.assert(
      fc.property(moved, (snapshot) => check(snapshot, sorted(snapshot))),
      { numRuns: 500, seed: 12 },
    );

  test('no pinned model leaves, none at work, and of those on their way only what was foretold', () => {
    alwaysMoved(({ residents, rotation }, { unloads }) => {
      expect(unloads).toEqual([...new Set(unloads)]);
      for (const id of unloads) {
        expect(rotation.pinned).not.toContain(id);
        const { state, running } = residents.find(({ model_id }) => model_id === id) ?? {};
        expect(running).toBe(0);
        const mayBeCalledOff = rotation.predicted.has(id) || rotation.released.has(id);
        if (state !== 'ready') expect([state, mayBeCalledOff]).toEqual(['loading', true]);
      }
    });
  });

  test('memory never holds more models than allowed, and none is brought twice', () => {
    alwaysMoved(({ residents, max_resident }, { actions, loads }) => {
      const brings = actions.filter((action) => action.type === 'bring').map(({ model }) => model);
      const coming = [...loads, ...brings];
      expect(coming).toEqual([...new Set(coming)]);
      expect(residents.length + coming.length).toBeLessThanOrEqual(
        Math.max(max_resident, residents.length),
      );
      for (const id of coming) expect(residents.map(({ model_id }) => model_id)).not.toContain(id);
    });
  });

  test('nothing starts on what leaves or was let go', () => {
    alwaysMoved(({ rotation }, { starts, unloads }) => {
      for (const { model } of starts) {
        expect([...unloads, ...rotation.released]).not.toContain(model);
      }
    });
  });

  test('what waits gets no less than without what is only foretold', () => {
    alwaysMoved((snapshot, { starts, loads }) => {
      const without = sorted({ ...snapshot, rotation: { ...snapshot.rotation, foreseen: null } });
      expect(starts).toEqual(without.starts);
      expect(loads).toEqual(without.loads);
    });
  });
});

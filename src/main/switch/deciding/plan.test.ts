import { describe, expect, test } from 'vitest';
import type { ResidentModel } from '../../../shared/domain/generation.ts';
import { modelId } from '../../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import { epochMs, milliseconds } from '../../../shared/domain/units.ts';
import { view } from '../testing/models.ts';
import { UNMOVED } from '../testing/warming.ts';
import { plan } from './plan.ts';
import type { Applicant, RotationTerms } from './plan-terms.ts';

interface Job extends Applicant<Job> {
  readonly name: string;
}

/** "x wants a": prefers model a. */
function wants(
  name: string,
  model: string,
  priority: PriorityLevel = 2,
  more: Partial<Job> = {},
): Job {
  return {
    name,
    priority,
    passedOverSince: null,
    behind: null,
    model: null,
    leaving: false,
    mayBePutBack: priority === 3,
    written: 0,
    ...more,
    demand: {
      query_type: 'code',
      preference: model,
      excluded: new Map(),
      failed_on: new Set(),
      begun_on: null,
    },
  };
}

/** "x runs on a". */
function runs(name: string, model: string, priority: PriorityLevel, more: Partial<Job> = {}): Job {
  return wants(name, model, priority, { model: modelId(model), ...more });
}

function resident(id: string, more: Partial<ResidentModel> = {}): ResidentModel {
  return {
    model_id: modelId(id),
    state: 'ready',
    slots: 2,
    running: 0,
    context_length: 512,
    memory: null,
    pid: 1,
    ...more,
  };
}

interface Scene {
  readonly waiting: readonly Job[];
  readonly running?: readonly Job[];
  readonly residents?: readonly ResidentModel[];
  readonly max?: number;
  readonly used?: readonly (readonly [string, number])[];
  /** Milliseconds; no collation where a test does not ask for it. */
  readonly period?: number;
  readonly rotation?: Partial<RotationTerms>;
}

const NOW = 1_000_000;

/** What the plan says, as words: "start x a", "load a", "unload b". */
function planned(scene: Scene): string[] {
  const { waiting, running = [], residents = [], max = 2, used = [], period = 0, rotation } = scene;
  const names = ['a', 'b', 'c'];
  const actions = plan({
    waiting,
    running,
    models: names.map((id) =>
      view(id, { resident: residents.some(({ model_id }) => model_id === id) }),
    ),
    residents,
    max_resident: max,
    last_used: new Map(used.map(([id, at]) => [modelId(id), at])),
    rotation: { ...UNMOVED, ...rotation },
    now: epochMs(NOW),
    collation_period: milliseconds(period),
  });
  return actions.map((action) => {
    switch (action.type) {
      case 'start':
        return `start ${action.job.name} ${action.model}`;
      case 'fail':
        return `fail ${action.job.name}`;
      case 'pass_over':
        return `pass over ${action.job.name}`;
      case 'put_back':
        return `put back ${action.job.name} for ${action.for.name}`;
      case 'load':
      case 'bring':
      case 'unload':
        return `${action.type} ${action.model}`;
    }
  });
}

describe('a plan', () => {
  const CASES: readonly (readonly [string, Scene, readonly string[]])[] = [
    ['has nothing to do with nobody waiting', { waiting: [] }, []],
    ['loads what is wanted', { waiting: [wants('x', 'a')] }, ['load a']],
    ['loads it once for many', { waiting: [wants('x', 'a'), wants('y', 'a')] }, ['load a']],
    [
      'starts on what is in memory',
      { waiting: [wants('x', 'a')], residents: [resident('a')] },
      ['start x a'],
    ],
    [
      'waits for what is loading',
      { waiting: [wants('x', 'a')], residents: [resident('a', { state: 'loading' })] },
      [],
    ],
    [
      'keeps one slot for the two urgent levels',
      {
        waiting: [wants('x', 'a', 2), wants('y', 'a', 2), wants('z', 'a', 1)],
        residents: [resident('a')],
      },
      ['start x a', 'start z a'],
    ],
    [
      'keeps none when there is only one',
      { waiting: [wants('x', 'a', 3)], residents: [resident('a', { slots: 1 })] },
      ['start x a'],
    ],
    [
      'lets another model work while one is busy',
      {
        waiting: [wants('x', 'a'), wants('y', 'b')],
        residents: [resident('a', { running: 2 }), resident('b')],
      },
      ['start y b'],
    ],
    [
      'makes room by the model used longest ago',
      {
        waiting: [wants('x', 'c')],
        residents: [resident('a'), resident('b')],
        used: [
          ['a', 5],
          ['b', 9],
        ],
      },
      ['unload a'],
    ],
    [
      'never unloads a model that is working, and starts nothing more on it',
      {
        waiting: [wants('x', 'b'), wants('y', 'a')],
        residents: [resident('a', { running: 1 })],
        max: 1,
      },
      [],
    ],
    [
      'never takes a model from a better-ranked query',
      {
        waiting: [wants('x', 'a'), wants('y', 'b')],
        residents: [resident('a', { running: 2 })],
        max: 1,
      },
      [],
    ],
    [
      'makes room by a model that nobody better-ranked waits for, though it was used later',
      {
        waiting: [wants('x', 'a'), wants('y', 'c')],
        residents: [resident('a', { running: 2 }), resident('b')],
        used: [
          ['a', 5],
          ['b', 9],
        ],
      },
      ['unload b'],
    ],
    [
      'does not drain a model that a better-ranked query waits for',
      {
        waiting: [wants('x', 'a', 2), wants('y', 'b', 2), wants('z', 'a', 1)],
        residents: [resident('a', { running: 1 })],
        max: 1,
      },
      ['start z a'],
    ],
    [
      'takes nothing else out while a model is on its way out',
      {
        waiting: [wants('x', 'c')],
        residents: [resident('a', { state: 'unloading' }), resident('b')],
      },
      [],
    ],
    [
      'waits for a model that is on its way out to come back',
      { waiting: [wants('x', 'a')], residents: [resident('a', { state: 'unloading' })], max: 1 },
      [],
    ],
    [
      'looks at the best-ranked ones first when both want the last place',
      { waiting: [wants('x', 'b'), wants('y', 'c')], residents: [resident('a')] },
      ['load b', 'unload a'],
    ],
    [
      'unloads nothing while the model to come is already loading',
      {
        waiting: [wants('x', 'a'), wants('y', 'b')],
        residents: [resident('a', { state: 'loading' }), resident('b', { state: 'loading' })],
      },
      [],
    ],
  ];
  test.for(CASES)('%s', ([, scene, expected]) => {
    expect(planned(scene)).toEqual(expected);
  });

  const urgent = wants('urgent', 'a', 0);
  const full = [resident('a', { running: 2 })];
  const swap = [resident('a', { running: 1 })];
  const PUT_BACK: readonly (readonly [string, Scene, readonly string[]])[] = [
    [
      'the one that has written least',
      {
        waiting: [urgent],
        running: [runs('x', 'a', 3, { written: 9 }), runs('y', 'a', 3, { written: 2 })],
        residents: full,
      },
      ['put back y for urgent'],
    ],
    [
      'nothing while a slot is free',
      { waiting: [urgent], running: [runs('x', 'a', 3)], residents: swap },
      ['start urgent a'],
    ],
    [
      'nothing for one that is only HIGH',
      { waiting: [wants('x', 'a', 1)], running: [runs('y', 'a', 3)], residents: full },
      [],
    ],
    [
      'nothing that is more than LOW',
      {
        waiting: [urgent],
        running: [runs('x', 'a', 2), runs('y', 'a', 1)],
        residents: full,
      },
      [],
    ],
    [
      'nothing that has been put back often enough',
      {
        waiting: [urgent],
        running: [runs('x', 'a', 3, { mayBePutBack: false }), runs('y', 'a', 1)],
        residents: full,
      },
      [],
    ],
    [
      'nothing on another model',
      {
        waiting: [urgent],
        running: [runs('x', 'a', 1), runs('y', 'b', 3)],
        residents: [resident('a', { slots: 1, running: 1 }), resident('b', { running: 1 })],
      },
      [],
    ],
    [
      'nothing more while one is on its way out',
      {
        waiting: [urgent],
        running: [runs('x', 'a', 3, { leaving: true }), runs('y', 'a', 3)],
        residents: full,
      },
      [],
    ],
    [
      'one for each that waits',
      {
        waiting: [urgent, wants('second', 'a', 0)],
        running: [runs('x', 'a', 3, { leaving: true }), runs('y', 'a', 3)],
        residents: full,
      },
      ['put back y for second'],
    ],
    [
      'nothing when a better-ranked LOW query would take the slot',
      {
        waiting: [wants('patient', 'a', 3), urgent],
        running: [runs('x', 'a', 3)],
        residents: [resident('a', { slots: 1, running: 1 })],
      },
      [],
    ],
    [
      'all that runs on the model that must leave',
      {
        waiting: [wants('urgent', 'b', 0)],
        running: [runs('x', 'a', 3), runs('y', 'a', 3)],
        residents: full,
        max: 1,
      },
      ['put back x for urgent', 'put back y for urgent'],
    ],
    [
      'nothing there when something else runs too',
      {
        waiting: [wants('urgent', 'b', 0)],
        running: [runs('x', 'a', 3), runs('y', 'a', 2)],
        residents: full,
        max: 1,
      },
      [],
    ],
    [
      'nothing there for one that is only HIGH',
      { waiting: [wants('x', 'b', 1)], running: [runs('y', 'a', 3)], residents: swap, max: 1 },
      [],
    ],
    [
      'nothing when another model is idle',
      {
        waiting: [wants('urgent', 'c', 0)],
        running: [runs('x', 'a', 3)],
        residents: [...swap, resident('b')],
        used: [
          ['a', 5],
          ['b', 9],
        ],
      },
      ['unload b'],
    ],
    [
      'nothing more while the model that must leave is about to be idle',
      {
        waiting: [wants('urgent', 'c', 0)],
        running: [runs('x', 'a', 3), runs('y', 'b', 3, { leaving: true })],
        residents: [...swap, resident('b', { running: 1 })],
      },
      [],
    ],
  ];
  test.for(PUT_BACK)('puts back %s', ([, scene, expected]) => {
    expect(planned(scene)).toEqual(expected);
  });

  const b = (more: Partial<Job> = {}): Job => wants('b1', 'b', 2, more);
  const since = (ago: number): Partial<Job> => ({ passedOverSince: epochMs(NOW - ago) });
  const one = { residents: [resident('a')], max: 1, period: 10_000 };
  const COLLATED: readonly (readonly [string, Scene, readonly string[]])[] = [
    [
      'equals of a model in memory go first',
      { ...one, waiting: [b(), wants('a2', 'a')] },
      ['pass over b1', 'start a2 a'],
    ],
    ['without any, it makes room', { ...one, waiting: [b()] }, ['unload a']],
    [
      'they go first as long as the period lasts',
      { ...one, waiting: [b(since(9_999)), wants('a2', 'a')] },
      ['start a2 a'],
    ],
    ['then it makes room', { ...one, waiting: [b(since(10_000)), wants('a2', 'a')] }, ['unload a']],
    [
      'a clock that was set back ends the period',
      { ...one, waiting: [b(since(-1)), wants('a2', 'a')] },
      ['unload a'],
    ],
    [
      'a period of 0 means never',
      { ...one, period: 0, waiting: [b(), wants('a2', 'a')] },
      ['unload a'],
    ],
    ['less urgent ones do not', { ...one, waiting: [b(), wants('a2', 'a', 3)] }, ['unload a']],
    [
      'more urgent ones of that model do not: their level decides by rank',
      { ...one, waiting: [b(), wants('a2', 'a', 1)] },
      ['unload a'],
    ],
    [
      'less urgent ones do not slip in with the equals',
      {
        ...one,
        residents: [resident('a', { slots: 4 })],
        waiting: [b(), wants('a2', 'a'), wants('a3', 'a', 3)],
      },
      ['pass over b1', 'start a2 a'],
    ],
    [
      'nobody is passed over while somebody more urgent waits behind',
      { ...one, waiting: [b(), wants('a2', 'a'), wants('c1', 'c', 1)] },
      ['unload a'],
    ],
    [
      'but somebody more urgent may wait before it',
      {
        ...one,
        max: 2,
        residents: [resident('a'), resident('c', { running: 2 })],
        waiting: [wants('c1', 'c', 1), b(), wants('a2', 'a')],
      },
      ['pass over b1', 'start a2 a'],
    ],
    [
      'a query of another level that is more urgent makes room as ever',
      { ...one, waiting: [wants('b1', 'b', 1), wants('a2', 'a')] },
      ['unload a'],
    ],
    [
      'a less urgent one makes no room on the model that stays',
      { ...one, waiting: [b(), wants('a2', 'a'), wants('c1', 'c', 3, since(10_000))] },
      ['pass over b1', 'start a2 a'],
    ],
    [
      'only the first in line counts the time',
      { ...one, waiting: [b(), wants('c1', 'c'), wants('a2', 'a')] },
      ['pass over b1', 'start a2 a'],
    ],
    [
      'one whose time is over makes room, though another one goes before it',
      { ...one, waiting: [b(), wants('c1', 'c', 2, since(10_000)), wants('a2', 'a')] },
      ['pass over b1', 'unload a'],
    ],
    [
      'of two models, the one that no equal waits for leaves',
      {
        ...one,
        max: 2,
        residents: [resident('a'), resident('b')],
        used: [
          ['a', 5],
          ['b', 9],
        ],
        waiting: [wants('c1', 'c'), wants('a2', 'a')],
      },
      ['pass over c1', 'unload b', 'start a2 a'],
    ],
    [
      'with two places both stay when equals wait for both',
      {
        ...one,
        max: 2,
        residents: [resident('a'), resident('b')],
        waiting: [wants('c1', 'c'), wants('a2', 'a'), wants('b2', 'b')],
      },
      ['pass over c1', 'start a2 a', 'start b2 b'],
    ],
  ];
  test.for(COLLATED)('to spare a swap: %s', ([, scene, expected]) => {
    expect(planned(scene).toSorted()).toEqual(expected.toSorted());
  });

  test('looks at the 64 best-ranked only, so its cost does not grow with the queue', () => {
    const crowd = Array.from({ length: 64 }, (_, index) => wants(`${index}`, 'a'));
    const scene = { residents: [resident('a', { running: 2 }), resident('b')] };
    expect(planned({ ...scene, waiting: [...crowd, wants('x', 'b')] })).toEqual([]);
    expect(planned({ ...scene, waiting: [...crowd.slice(1), wants('x', 'b')] })).toEqual([
      'start x b',
    ]);
  });

  test('lets a long backlog hide nobody more urgent', () => {
    const backlog = Array.from({ length: 100 }, (_, index) => wants(`low${index}`, 'a', 3));
    const waiting = [...backlog, wants('urgent', 'a', 0)];
    expect(planned({ waiting, residents: [resident('a', { running: 1 })] })).toEqual([
      'start urgent a',
    ]);
  });

  test('puts what was put back behind the one it made room for, whatever their ranks', () => {
    const first = wants('first', 'a', 0);
    const old = wants('old', 'a', 3, { behind: first });
    const residents = [resident('a', { slots: 1 })];
    expect(planned({ waiting: [old, first], residents })).toEqual(['start first a']);
  });

  test('fails a query that no model can ever take', () => {
    const hopeless = wants('x', 'a');
    const demand = { ...hopeless.demand, query_type: 'vision' as const };
    expect(planned({ waiting: [{ ...hopeless, demand }] })).toEqual(['fail x']);
  });
});

describe('besides what waits', () => {
  const called = (id: string) =>
    ({ model: modelId(id), why: { cause: 'operator', reason: 'wanted' } }) as const;
  const ids = (...names: string[]) => new Set(names.map(modelId));
  const warm = (id: string) =>
    ({ type: 'warm', model: modelId(id), reason: 'likely to be needed' }) as const;
  const used: Scene['used'] = [
    ['a', 1],
    ['b', 2],
  ];
  const CASES: readonly (readonly [string, Scene, readonly string[]])[] = [
    [
      'a model that is called for comes in, and before what waits',
      { waiting: [wants('x', 'b', 0)], max: 1, rotation: { called: [called('a')] } },
      ['bring a'],
    ],
    [
      'the idle one used longest ago leaves for it',
      {
        waiting: [],
        residents: [resident('b'), resident('a')],
        used,
        rotation: { called: [called('c')] },
      },
      ['unload a'],
    ],
    [
      'where all are at work, one takes nothing new, and leaves when it is idle',
      {
        waiting: [wants('x', 'a', 1)],
        running: [runs('r', 'a', 3)],
        residents: [resident('a', { running: 1 })],
        max: 1,
        rotation: { called: [called('c')] },
      },
      [],
    ],
    [
      'a CRITICAL query that needs what was called for need not wait for LOW answers',
      {
        waiting: [wants('x', 'c', 0)],
        running: [runs('r', 'a', 3)],
        residents: [resident('a', { running: 1 })],
        max: 1,
        rotation: { called: [called('c')] },
      },
      ['put back r for x'],
    ],
    [
      'what is called for, and on its way, leaves for nobody',
      {
        waiting: [wants('x', 'c', 0)],
        residents: [resident('b', { state: 'loading' })],
        max: 1,
        rotation: { called: [called('b')], predicted: ids('b') },
      },
      [],
    ],
    [
      'a pinned model leaves for nobody',
      {
        waiting: [wants('x', 'c', 0)],
        residents: [resident('a'), resident('b')],
        used,
        rotation: { pinned: ids('a') },
      },
      ['unload b'],
    ],
    [
      'nor for what is called for',
      {
        waiting: [],
        residents: [resident('a')],
        max: 1,
        rotation: { called: [called('b')], pinned: ids('a') },
      },
      [],
    ],
    [
      'what is let go leaves, and what needs it brings it back',
      { waiting: [wants('x', 'a')], residents: [resident('a')], rotation: { released: ids('a') } },
      ['unload a'],
    ],
    [
      'what is let go while at work takes nothing new',
      {
        waiting: [wants('x', 'a')],
        residents: [resident('a', { running: 1 })],
        rotation: { released: ids('a') },
      },
      [],
    ],
    [
      'what is let go while at work makes the room that somebody needs, and no second model does',
      {
        waiting: [wants('x', 'c')],
        residents: [resident('a'), resident('b', { running: 1 })],
        used,
        rotation: { released: ids('b') },
      },
      [],
    ],
    [
      'a CRITICAL query need not wait for LOW answers on what is let go',
      {
        waiting: [wants('x', 'c', 0)],
        running: [runs('r', 'a', 3)],
        residents: [resident('a', { running: 1 })],
        max: 1,
        rotation: { released: ids('a') },
      },
      ['put back r for x'],
    ],
    [
      'nor for those on a model that makes room for what was called for, when it needs that one',
      {
        waiting: [wants('x', 'a', 0)],
        running: [runs('r', 'a', 3)],
        residents: [resident('a', { running: 1 })],
        max: 1,
        rotation: { called: [called('b')] },
      },
      ['put back r for x'],
    ],
    [
      'nor one that needs that very model',
      {
        waiting: [wants('x', 'a', 0)],
        running: [runs('r', 'a', 3)],
        residents: [resident('a', { running: 1 })],
        rotation: { released: ids('a') },
      },
      ['put back r for x'],
    ],
    [
      'what is let go makes the room that somebody needs',
      {
        waiting: [wants('x', 'c')],
        residents: [resident('a'), resident('b')],
        rotation: { released: ids('b') },
      },
      ['unload b'],
    ],
    [
      'a load that was only foretold gives way to what waits',
      {
        waiting: [wants('x', 'c')],
        residents: [resident('a'), resident('b', { state: 'loading' })],
        used,
        rotation: { predicted: ids('b') },
      },
      ['unload b'],
    ],
    [
      'but not when somebody waits for it by now',
      {
        waiting: [wants('x', 'c'), wants('y', 'b')],
        residents: [resident('b', { state: 'loading' })],
        max: 1,
        rotation: { predicted: ids('b') },
      },
      [],
    ],
    [
      'a load that a query began gives way to nobody',
      { waiting: [wants('x', 'c')], residents: [resident('b', { state: 'loading' })], max: 1 },
      [],
    ],
    [
      'what was foretold and is not used leaves before what was used longest ago',
      {
        waiting: [wants('x', 'c')],
        residents: [resident('a'), resident('b')],
        used,
        rotation: { predicted: ids('b') },
      },
      ['unload b'],
    ],
    [
      'what is foretold comes into a free place',
      { waiting: [], residents: [resident('a')], rotation: { foreseen: warm('b') } },
      ['bring b'],
    ],
    [
      'but into none that what waits needs',
      { waiting: [wants('x', 'c')], residents: [resident('a')], rotation: { foreseen: warm('b') } },
      ['load c'],
    ],
    [
      'nor beside another swap',
      { waiting: [wants('x', 'c')], max: 3, rotation: { foreseen: warm('b') } },
      ['load c'],
    ],
    [
      'what is idle stays for what waits for it',
      {
        waiting: [wants('x', 'a')],
        residents: [resident('a')],
        rotation: {
          foreseen: { type: 'unload', model: modelId('a'), why: { cause: 'idle', reason: '' } },
        },
      },
      ['start x a'],
    ],
  ];
  test.for(CASES)('%s', ([, scene, expected]) => {
    expect(planned(scene)).toEqual(expected);
  });
});

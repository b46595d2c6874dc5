import { describe, expect, test } from 'vitest';
import type { ResidentModel } from '../../shared/domain/generation.ts';
import { modelId } from '../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../shared/domain/priority.ts';
import { type Applicant, plan } from './plan.ts';
import { view } from './testing/models.ts';

interface Job extends Applicant {
  readonly name: string;
}

/** "x wants a": prefers model a. */
function wants(name: string, model: string, priority: PriorityLevel = 2): Job {
  return {
    name,
    priority,
    demand: {
      query_type: 'code',
      preference: model,
      excluded: new Map(),
      failed_on: new Set(),
    },
  };
}

function resident(id: string, more: Partial<ResidentModel> = {}): ResidentModel {
  return {
    model_id: modelId(id),
    state: 'ready',
    slots: 2,
    running: 0,
    context_length: 512,
    pid: 1,
    ...more,
  };
}

interface Scene {
  readonly waiting: readonly Job[];
  readonly residents?: readonly ResidentModel[];
  readonly max?: number;
  readonly used?: readonly (readonly [string, number])[];
}

/** What the plan says, as words: "start x a", "load a", "unload b". */
function planned({ waiting, residents = [], max = 2, used = [] }: Scene): string[] {
  const names = ['a', 'b', 'c'];
  const actions = plan({
    waiting,
    models: names.map((id) =>
      view(id, { resident: residents.some(({ model_id }) => model_id === id) }),
    ),
    residents,
    max_resident: max,
    last_used: new Map(used.map(([id, at]) => [modelId(id), at])),
  });
  return actions.map((action) => {
    switch (action.type) {
      case 'start':
        return `start ${action.job.name} ${action.model}`;
      case 'fail':
        return `fail ${action.job.name}`;
      case 'load':
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

  test('fails a query that no model can ever take', () => {
    const hopeless = wants('x', 'a');
    const demand = { ...hopeless.demand, query_type: 'vision' as const };
    expect(planned({ waiting: [{ ...hopeless, demand }] })).toEqual(['fail x']);
  });
});

import { expect, test } from 'vitest';
import type { ResidentModel } from '../../../shared/domain/generation.ts';
import { modelId } from '../../../shared/domain/ids.ts';
import { epochMs, milliseconds } from '../../../shared/domain/units.ts';
import { demand, view } from '../testing/models.ts';
import { UNMOVED } from '../testing/warming.ts';
import { plan } from './plan.ts';
import type { Applicant } from './plan-terms.ts';

interface Job extends Applicant<Job> {}

const JOB: Job = {
  demand: demand({ tries_out: true }),
  priority: 3,
  passedOverSince: null,
  behind: null,
  model: null,
  leaving: false,
  mayBePutBack: false,
  written: 0,
};

function resident(id: string, more: Partial<ResidentModel> = {}): ResidentModel {
  const there = { state: 'ready', slots: 2, running: 0, context_length: 512 } as const;
  return { model_id: modelId(id), ...there, memory: null, pid: 1, ...more };
}

/** What becomes of a query that may be tried out with: "proven" does well, of "new" nothing is known. */
function planned(residents: readonly ResidentModel[]): string[] {
  const is = (id: string) => {
    const there = residents.find(({ model_id }) => model_id === id);
    return { resident: there !== undefined, ready: there?.state === 'ready' };
  };
  const code = { attempts: 10, success: 1, pace: 10, judged: 10, liked: 1, known: 5 };
  const actions = plan({
    waiting: [JOB],
    running: [],
    models: [
      view('proven', { ...is('proven'), experience: { code } }),
      view('new', is('new')),
      view('other', { ...is('other'), experience: { code: { ...code, liked: 0 } } }),
    ],
    residents,
    max_resident: 2,
    last_used: new Map(),
    rotation: UNMOVED,
    now: epochMs(0),
    collation_period: milliseconds(0),
  });
  return actions.map((action) => `${action.type} ${'model' in action ? action.model : ''}`);
}

const proven = resident('proven');

test.for<[string, readonly ResidentModel[], readonly string[]]>([
  ['goes to a model that is there and free', [proven, resident('new')], ['start new']],
  ['waits for nobody to be free', [proven, resident('new', { running: 1 })], ['start proven']],
  ['brings a model in where there is a place', [proven], ['load new']],
  ['waits for one that is coming', [proven, resident('new', { state: 'loading' })], []],
  ['makes no model leave', [proven, resident('other', { running: 2 })], ['start proven']],
])('a trial %s', ([, residents, expected]) => {
  expect(planned(residents)).toEqual(expected);
});

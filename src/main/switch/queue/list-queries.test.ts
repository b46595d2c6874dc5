import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type QueryId, queryId } from '../../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import type { QueryState } from '../../../shared/domain/query.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import { newQuery } from '../../hermesdb/rows.test-support.ts';
import { Job } from '../job.ts';
import type { QueryFilter, QueryStorePort, StoredSummary } from '../ports.ts';
import { FairList } from './fair-list.ts';
import { listQueries } from './list-queries.ts';

let jobs: Map<QueryId, Job>;
let waiting: FairList<Job>;
let stored: StoredSummary[];

/** The store is not asked for what memory knows. */
const storedOf = ({ states }: QueryFilter) =>
  stored.filter(({ state }) => states === undefined || states.includes(state));
const queries = {
  list: storedOf,
  count: (filter) => storedOf(filter).length,
} as Partial<QueryStorePort> as QueryStorePort;

const outlook = (job: Job) =>
  waiting.has(job) ? { position: waiting.position(job), eta_ms: null } : null;
const pageOf = (filter: Partial<QueryFilter>) =>
  listQueries({ queries, jobs, waiting, outlook }, { limit: 100, ...filter });
const list = (filter: Partial<QueryFilter>) => pageOf(filter).queries;
const ids = (filter: Partial<QueryFilter>) => list(filter).map(({ query_id }) => query_id);

function addJob(id: string, priority: PriorityLevel, at: number, running = false): void {
  const row = newQuery(id, { priority_applied: priority, created_at: epochMs(at) });
  const job = new Job(row);
  jobs.set(row.query_id, job);
  if (running) job.state = 'running';
  else waiting.put(job);
}

function addRow(id: string, state: QueryState): void {
  const { request: _request, body_hash: _hash, ...row } = newQuery(id);
  stored.push({
    ...row,
    query_id: queryId(id),
    state,
    preview: 'kept',
    model_used: null,
    reason: null,
    finish_reason: null,
    usage: null,
    error: null,
    beyond: false,
    feedback: null,
    attempts: 1,
    started_at: null,
    finished_at: null,
  });
}

beforeEach(() => {
  jobs = new Map();
  waiting = new FairList();
  stored = [];
  addJob('low', 3, 1000);
  addJob('medium-1', 2, 1001);
  addJob('busy', 2, 1002, true);
  addJob('medium-2', 2, 1003);
  addJob('critical', 0, 1004);
});

describe('what waits', () => {
  test('comes in the order in which it would be served, with its place', () => {
    expect(
      list({ states: ['queued'] }).map(({ query_id, position }) => [query_id, position]),
    ).toEqual([
      ['critical', 0],
      ['medium-1', 1],
      ['medium-2', 2],
      ['low', 3],
    ]);
  });

  test('keeps its place when others are left out', () => {
    const found = list({ states: ['queued'], priority: 2, limit: 1 });
    expect(found.map(({ query_id, position }) => [query_id, position])).toEqual([['medium-1', 1]]);
  });

  test('comes after what runs, and within the limit', () => {
    expect(ids({ states: ['queued', 'running'], limit: 3 })).toEqual([
      'busy',
      'critical',
      'medium-1',
    ]);
  });
});

describe('a page', () => {
  const states = ['queued', 'running'] as const;
  const shown = (filter: Partial<QueryFilter>) => {
    const { total, queries: found } = pageOf({ states, ...filter });
    return [total, ...found.map(({ query_id }) => query_id)];
  };

  test.for([
    [0, 2, [5, 'busy', 'critical']],
    [1, 2, [5, 'critical', 'medium-1']],
    [3, 100, [5, 'medium-2', 'low']],
    [9, 100, [5]],
  ] as const)(
    'from place %i on, %i long, says how many there are in all',
    ([offset, limit, is]) => {
      expect(shown({ offset, limit })).toEqual(is);
    },
  );

  test('of those that match goes by the places among them', () => {
    expect(shown({ priority: 2, offset: 1, limit: 1 })).toEqual([3, 'medium-1']);
    expect(shown({ text: 'MEDIUM', offset: 1 })).toEqual([2, 'medium-2']);
    expect(shown({ text: 'que hora', limit: 1 })).toEqual([5, 'busy']);
    expect(shown({ module: 'somebody-else' })).toEqual([0]);
  });

  test('of rows is counted by the store', () => {
    addRow('done', 'succeeded');
    expect(pageOf({ states: ['succeeded'] })).toMatchObject({ total: 1 });
  });
});

test.for([[['queued']], [['queued', 'running']], [['queued', 'failed']], [undefined]] as const)(
  'the queue is walked once at most for all places (%j)',
  ([states]) => {
    addRow('low', 'queued');
    addRow('critical', 'queued');
    const walks = vi.spyOn(waiting, 'inServiceOrder');
    const places = list({ states }).map(({ position }) => position);
    expect(places).toContain(3);
    expect(walks.mock.calls.length).toBeLessThanOrEqual(1);
  },
);

test('a list of all takes rows from the store, and from memory what is newer there', () => {
  addRow('done', 'succeeded');
  addRow('medium-2', 'queued');
  addRow('busy', 'queued'); // Its row lags.
  expect(list({}).map(({ query_id, state, position }) => [query_id, state, position])).toEqual([
    ['done', 'succeeded', null],
    ['medium-2', 'queued', 2],
    ['busy', 'running', null],
  ]);
  expect(list({})[0]).not.toHaveProperty('response');
  expect(list({})[0]?.content).toBe('kept');
  expect(list({})[1]?.content).toBe('¿Qué hora es?');
});

import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { queryId } from '../../shared/domain/ids.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import type { QueryMove } from '../switch/ports.ts';
import { type HermesDB, type HermesDBOptions, openHermesDB } from './hermesdb.ts';
import type { QueryStore } from './query-store.ts';
import { DECISION, freshPath, newQuery, outcome } from './rows.test-support.ts';

const folder = temporaryFolder();
const Q1 = queryId('q1');

let path = '';
let queries: QueryStore;
function open(options?: HermesDBOptions): HermesDB {
  const registry = openHermesDB(path, options);
  onTestFinished(() => registry.close());
  return registry;
}
beforeEach(() => {
  path = freshPath(folder);
  queries = open().queries;
});

/** A query that is over at the given time. */
async function finished(id: string, at: number, key: string | null = null): Promise<void> {
  await queries.insert(newQuery(id, { created_at: epochMs(at), idempotency_key: key }));
  await queries.finish(queryId(id), outcome({ finished_at: epochMs(at) }));
}
const ids = (found: readonly { readonly query_id: string }[]): string[] =>
  found.map(({ query_id }) => query_id);

describe('the life of a query', () => {
  test('begins in the queue, with what was asked', async () => {
    const asked = newQuery('q1', { deadline_at: epochMs(9000), model_preference: 'local/a:q8_0' });
    await queries.insert(asked);
    expect(queries.get(Q1)).toEqual({
      ...asked,
      state: 'queued',
      response: null,
      model_used: null,
      reason: null,
      finish_reason: null,
      usage: null,
      error: null,
      beyond: false,
      feedback: null,
      attempts: 0,
      decisions: [],
      moves: [],
      started_at: null,
      finished_at: null,
    });
  });

  test('goes on with an attempt and the decision behind it', async () => {
    await queries.insert(newQuery('q1'));
    await queries.begin(Q1, DECISION, epochMs(2000));
    expect(queries.get(Q1)).toMatchObject({
      state: 'running',
      attempts: 1,
      started_at: 2000,
      decisions: [DECISION],
    });
  });

  test('can go back to the queue and begin again; it started when it first began', async () => {
    const again = { ...DECISION, attempt: 2, at: new Date(2500).toISOString() };
    await queries.insert(newQuery('q1'));
    await queries.begin(Q1, DECISION, epochMs(2000));
    await queries.requeue(Q1);
    expect(queries.get(Q1)).toMatchObject({ state: 'queued', attempts: 1 });
    await queries.begin(Q1, again, epochMs(2500));
    expect(queries.get(Q1)).toMatchObject({
      state: 'running',
      attempts: 2,
      started_at: 2000,
      decisions: [DECISION, again],
    });
  });

  test('can be put back, which takes its attempt back and tells why', async () => {
    const told = { ...DECISION, reason: 'Put back for a more urgent query.' };
    await queries.insert(newQuery('q1'));
    await queries.begin(Q1, DECISION, epochMs(2000));
    await queries.putBack(Q1, told);
    expect(queries.get(Q1)).toMatchObject({ state: 'queued', attempts: 0, decisions: [told] });
    await queries.putBack(Q1, DECISION); // It waits, so there is nothing to put back.
    expect(queries.get(Q1)).toMatchObject({ state: 'queued', attempts: 0, decisions: [told] });
  });

  test('ends with its answer', async () => {
    await queries.insert(newQuery('q1'));
    await queries.begin(Q1, DECISION, epochMs(2000));
    await queries.finish(Q1, outcome());
    expect(queries.get(Q1)).toMatchObject({ ...outcome(), decisions: [DECISION], attempts: 1 });
  });

  test('or with an error and no answer', async () => {
    const failure = outcome({
      state: 'failed',
      response: null,
      finish_reason: null,
      usage: null,
      error: { code: 'OUT_OF_MEMORY', message: 'Too big.', data: { needed_bytes: 5 } },
    });
    await queries.insert(newQuery('q1'));
    await queries.finish(Q1, failure);
    expect(queries.get(Q1)).toMatchObject(failure);
  });

  test.for(['succeeded', 'failed', 'cancelled', 'evicted', 'expired'] as const)(
    'once %s never changes again',
    async (state) => {
      await queries.insert(newQuery('q1'));
      await queries.begin(Q1, DECISION, epochMs(2000));
      await queries.finish(Q1, outcome({ state }));
      const before = queries.get(Q1);
      await queries.requeue(Q1);
      await queries.putBack(Q1, DECISION);
      await queries.finish(Q1, outcome({ state: 'failed', response: 'too late' }));
      await queries.begin(Q1, { ...DECISION, attempt: 2 }, epochMs(4000));
      expect(queries.get(Q1)).toEqual(before);
    },
  );

  test('keeps the decisions of each query, also where two were begun by the same', async () => {
    const Q2 = queryId('q2');
    for (const id of [Q1, Q2]) await queries.insert(newQuery(id));
    await queries.begin(Q1, DECISION, epochMs(2000));
    for (const id of [Q1, Q2]) await queries.finish(id, outcome({ decisions: [DECISION] }));
    for (const id of [Q1, Q2]) expect(queries.get(id)?.decisions).toEqual([DECISION]);
  });

  test('that ended without an attempt that began keeps the decisions that led there', async () => {
    await queries.insert(newQuery('q1'));
    await queries.finish(Q1, outcome({ state: 'failed', attempts: 1, decisions: [DECISION] }));
    expect(queries.get(Q1)).toMatchObject({ attempts: 1, decisions: [DECISION] });
  });

  test('that ended before its first attempt gets no decision either', async () => {
    await queries.insert(newQuery('q1'));
    await queries.finish(Q1, outcome({ state: 'cancelled', attempts: 0 }));
    await queries.begin(Q1, DECISION, epochMs(4000));
    expect(queries.get(Q1)).toMatchObject({ state: 'cancelled', attempts: 0, decisions: [] });
  });

  test('one that waits cannot be put back', async () => {
    await queries.insert(newQuery('q1'));
    await queries.requeue(Q1);
    expect(queries.get(Q1)?.state).toBe('queued');
  });

  test('leaves nothing of what was asked and answered where that is not to be stored', async () => {
    const secret = open({ keepsContent: false }).queries;
    await secret.insert(newQuery('q1'));
    await secret.insert(newQuery('keyed', { idempotency_key: 'k' }));
    expect(secret.get(Q1)?.request).toEqual(newQuery('q1').request);
    for (const id of ['q1', 'keyed']) await secret.finish(queryId(id), outcome());
    expect(secret.get(Q1)).toMatchObject({
      state: 'succeeded',
      request: null,
      response: null,
      body_hash: '', // The hash of a short text can be guessed.
      usage: { total_tokens: 7 },
    });
    expect(secret.list({ limit: 1 })).toMatchObject([{ preview: null }]);
    expect(secret.findByKey('operator', 'operator', 'k')).toMatchObject({ body_hash: 'hash' });
  });

  test('an unknown id is nobody', () => {
    expect(queries.get(queryId('nobody'))).toBeUndefined();
  });

  test('a second insert with the same id is refused and changes nothing', async () => {
    await queries.insert(newQuery('q1'));
    await expect(queries.insert(newQuery('q1', { owner: 'thief' }))).rejects.toMatchObject({
      name: 'AppError',
    });
    expect(queries.get(Q1)?.owner).toBe('operator');
  });

  test('is all there when the file is opened again', async () => {
    await queries.insert(newQuery('q1'));
    await queries.begin(Q1, DECISION, epochMs(2000));
    await queries.finish(Q1, outcome());
    expect(open().queries.get(Q1)).toEqual(queries.get(Q1));
  });
});

describe('a move', () => {
  const MOVE: QueryMove = {
    at: epochMs(1500),
    attempt: 0,
    priority: 0,
    rank: 1234.0625,
    reason: 'Moved to the front by the operator.',
  };

  test('is kept with its rank to the fraction, and changes the priority', async () => {
    await queries.insert(newQuery('q1'));
    await queries.move(Q1, { ...MOVE, priority: 3 });
    await queries.move(Q1, MOVE);
    expect(queries.get(Q1)).toMatchObject({
      priority_applied: 0,
      moves: [{ ...MOVE, priority: 3 }, MOVE],
    });
  });

  test('comes too late when the query has ended, and goes with it', async () => {
    await queries.insert(newQuery('q1', { created_at: epochMs(1) }));
    await queries.move(Q1, MOVE);
    await queries.finish(Q1, outcome({ finished_at: epochMs(1) }));
    await queries.move(Q1, { ...MOVE, priority: 3 });
    expect(queries.get(Q1)).toMatchObject({ priority_applied: 0, moves: [MOVE] });
    const { retention } = open();
    await retention.forget(retention.withContent(epochMs(2), 1));
    const database = new Database(path, { readonly: true });
    onTestFinished(() => void database.close());
    expect(database.prepare('SELECT * FROM query_moves').all()).toEqual([]);
  });
});

describe('finding', () => {
  test('the unfinished gives the oldest first, equals as they came, and leaves out the finished', async () => {
    await queries.insert(newQuery('young', { created_at: epochMs(30) }));
    await queries.insert(newQuery('b', { created_at: epochMs(20) }));
    await queries.insert(newQuery('a', { created_at: epochMs(20) }));
    await queries.insert(newQuery('oldest', { created_at: epochMs(10) }));
    await queries.begin(queryId('b'), DECISION, epochMs(40));
    await finished('over', 5);
    expect(ids([...queries.unfinished()])).toEqual(['oldest', 'b', 'a', 'young']);
  });

  test('the list gives the newest first, by state, by priority, up to the limit', async () => {
    await queries.insert(newQuery('a', { created_at: epochMs(1), priority_applied: 0 }));
    await queries.insert(newQuery('b', { created_at: epochMs(2), priority_applied: 3 }));
    await finished('c', 3);
    expect(ids(queries.list({ limit: 10 }))).toEqual(['c', 'b', 'a']);
    expect(ids(queries.list({ limit: 2 }))).toEqual(['c', 'b']);
    expect(ids(queries.list({ limit: 10, states: ['queued'] }))).toEqual(['b', 'a']);
    expect(ids(queries.list({ limit: 10, priority: 0 }))).toEqual(['a']);
    expect(ids(queries.list({ limit: 10, states: ['queued'], priority: 2 }))).toEqual([]);
  });

  test('a page of the list leaves out those before it; the count is of all that match', async () => {
    await queries.insert(newQuery('a', { created_at: epochMs(1), module_id: 'shub' }));
    await queries.insert(newQuery('b', { created_at: epochMs(2) }));
    await finished('c', 3);
    expect(ids(queries.list({ limit: 1, offset: 1 }))).toEqual(['b']);
    expect(queries.count({ limit: 1, offset: 1 })).toBe(3);
    expect(ids(queries.list({ limit: 9, module: 'shub' }))).toEqual(['a']);
    expect(queries.count({ limit: 9, module: 'shub' })).toBe(1);
    expect(queries.count({ limit: 9, states: ['succeeded'] })).toBe(1);
  });

  test('a text is found in what was asked and in ids, and not in what was wiped', async () => {
    await queries.insert(newQuery('q-Ñu', { created_at: epochMs(1) }));
    await finished('c', 3);
    expect(ids(queries.list({ limit: 9, text: 'QUÉ HORA' }))).toEqual(['c', 'q-Ñu']);
    expect(ids(queries.list({ limit: 9, text: 'nu' }))).toEqual(['q-Ñu']);
    expect(queries.count({ limit: 9, text: 'hora', states: ['succeeded'] })).toBe(1);
    expect(queries.count({ limit: 9, text: 'no such' })).toBe(0);
  });

  test('by key looks at owner and module too', async () => {
    await queries.insert(newQuery('mine', { idempotency_key: 'k' }));
    await queries.insert(newQuery('theirs', { idempotency_key: 'k', owner: 'token:other' }));
    await queries.insert(newQuery('other-module', { idempotency_key: 'k', module_id: 'hija-1' }));
    expect(queries.findByKey('operator', 'operator', 'k')?.query_id).toBe('mine');
    expect(queries.findByKey('token:other', 'operator', 'k')?.query_id).toBe('theirs');
    expect(queries.findByKey('operator', 'hija-1', 'k')?.query_id).toBe('other-module');
    expect(queries.findByKey('operator', 'operator', 'other')).toBeUndefined();
  });

  test('two queries under one key cannot both be stored, even when they come at once', async () => {
    const results = await Promise.allSettled([
      queries.insert(newQuery('first', { idempotency_key: 'k' })),
      queries.insert(newQuery('second', { idempotency_key: 'k' })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(queries.findByKey('operator', 'operator', 'k')?.query_id).toBe('first');
  });
});

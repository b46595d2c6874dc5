import { expect, onTestFinished, test } from 'vitest';
import { modelId, queryId } from '../../shared/domain/ids.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import type { Judgement } from '../switch/ports.ts';
import { type HermesDB, openHermesDB } from './hermesdb.ts';
import { freshPath, newQuery, outcome } from './rows.test-support.ts';

const folder = temporaryFolder();

function open(path = freshPath(folder)): HermesDB {
  const registry = openHermesDB(path);
  onTestFinished(() => registry.close());
  return registry;
}

const judgement = (id: string, more: Partial<Judgement> = {}): Judgement => {
  return {
    query_id: queryId(id),
    model_id: modelId('a'),
    query_type: 'code',
    score: 0.5,
    at: epochMs(1),
    ...more,
  };
};

/** Queries that were answered, and what was thought of each. */
async function judged(db: HermesDB, judgements: readonly Judgement[]): Promise<void> {
  for (const one of judgements) {
    await db.queries.insert(newQuery(one.query_id));
    await db.queries.finish(one.query_id, outcome());
    await db.feedback.record(one);
  }
}

test('of each model and type the latest come, oldest first, also after a start', async () => {
  const path = freshPath(folder);
  await judged(open(path), [
    judgement('q1', { at: epochMs(3) }),
    judgement('q2', { at: epochMs(1) }),
    judgement('q3', { at: epochMs(2) }),
    judgement('q4', { query_type: 'audio' }),
    judgement('q5', { model_id: modelId('b'), score: 1 }),
  ]);
  const latest = open(path).feedback.latest(2);
  expect(latest.map(({ query_id }) => query_id)).toEqual(['q4', 'q5', 'q3', 'q1']);
  expect(latest[1]).toEqual(judgement('q5', { model_id: modelId('b'), score: 1 }));
});

test('a second word on a query replaces the first', async () => {
  const { queries, feedback, ...db } = open();
  await judged({ queries, feedback, ...db }, [judgement('q1', { score: 0 })]);
  await feedback.record(judgement('q1', { score: 1, at: epochMs(9) }));
  expect(feedback.latest(10)).toEqual([judgement('q1', { score: 1, at: epochMs(9) })]);
  expect(queries.get(queryId('q1'))?.feedback).toBe(1);
  expect(queries.list({ limit: 1 })).toMatchObject([{ feedback: 1 }]);
});

test('it leaves with its query, and none comes for a query that has left', async () => {
  const db = open();
  await judged(db, [judgement('q1')]);
  const forgotten = db.retention.finishedAfter(null, epochMs(9999), 10);
  expect(await db.retention.forget(forgotten)).toBe(1);
  expect(db.feedback.latest(10)).toEqual([]);
  await db.feedback.record(judgement('q1'));
  expect(db.feedback.latest(10)).toEqual([]);
});

test('it can be said of a query whose content is wiped', async () => {
  const db = open();
  await judged(db, [judgement('q1')]);
  await db.retention.wipe(db.retention.withContent(epochMs(9999), 10));
  await db.feedback.record(judgement('q1', { score: 0.25 }));
  expect(db.queries.get(queryId('q1'))).toMatchObject({ request: null, feedback: 0.25 });
});

import { describe, expect, onTestFinished, test } from 'vitest';
import { epochMs } from '../../../shared/domain/units.ts';
import { temporaryFolder } from '../../core/temporary-folder.test-support.ts';
import { openHermesDB } from '../../hermesdb/hermesdb.ts';
import { DECISION, freshPath, newQuery, outcome } from '../../hermesdb/rows.test-support.ts';
import type { QueryStorePort } from '../ports.ts';
import { recover } from './recover.ts';

const folder = temporaryFolder();
const NOW = epochMs(10_000);

function open(): QueryStorePort {
  const registry = openHermesDB(freshPath(folder));
  onTestFinished(() => registry.close());
  return registry.queries;
}
const takeUp = (queries: QueryStorePort) =>
  recover({ queries, clock: { now: () => NOW, after: () => () => undefined } });

async function attempt(queries: QueryStorePort, id: string, times: number): Promise<void> {
  for (let number = 1; number <= times; number += 1) {
    await queries.begin(newQuery(id).query_id, { ...DECISION, attempt: number }, epochMs(2000));
  }
}

describe('after a restart', () => {
  test('what was waiting waits again, oldest first, with its rank and its attempts', async () => {
    const queries = open();
    await queries.insert(newQuery('young', { created_at: epochMs(2000), priority_applied: 0 }));
    await queries.insert(newQuery('old', { created_at: epochMs(1000) }));
    await attempt(queries, 'old', 2);
    const jobs = await takeUp(queries);
    expect(jobs.map(({ row }) => row.query_id)).toEqual(['old', 'young']);
    expect(jobs[0]).toMatchObject({ state: 'queued', attempts: 2, priority: 2, created_at: 1000 });
    expect(jobs[0]?.decisions).toHaveLength(2);
    expect(queries.get(newQuery('old').query_id)?.state).toBe('queued');
  });

  test('what had ended is left alone', async () => {
    const queries = open();
    await queries.insert(newQuery('ended'));
    await queries.finish(newQuery('ended').query_id, outcome());
    expect(await takeUp(queries)).toEqual([]);
    expect(queries.get(newQuery('ended').query_id)?.state).toBe('succeeded');
  });

  test('what ended the product three times is failed with the reason', async () => {
    const queries = open();
    await queries.insert(newQuery('poison'));
    await attempt(queries, 'poison', 3);
    expect(await takeUp(queries)).toEqual([]);
    expect(queries.get(newQuery('poison').query_id)).toMatchObject({
      state: 'failed',
      error: { code: 'ATTEMPTS_EXHAUSTED', data: { attempts: 3 } },
      finished_at: NOW,
    });
  });

  test('what has missed its deadline has expired; what has not is taken up', async () => {
    const queries = open();
    await queries.insert(newQuery('late', { deadline_at: NOW }));
    await queries.insert(newQuery('in-time', { deadline_at: epochMs(NOW + 1) }));
    const jobs = await takeUp(queries);
    expect(jobs.map(({ row }) => row.query_id)).toEqual(['in-time']);
    expect(queries.get(newQuery('late').query_id)).toMatchObject({
      state: 'expired',
      error: { code: 'DEADLINE_EXCEEDED' },
    });
  });
});

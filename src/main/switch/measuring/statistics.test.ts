import { expect, test } from 'vitest';
import { epochMs } from '../../../shared/domain/units.ts';
import { outcome } from '../../hermesdb/rows.test-support.ts';
import { Statistics } from './statistics.ts';

const query = (created: number, started: number | null) => {
  return { created_at: epochMs(created), startedAt: started === null ? null : epochMs(started) };
};
const FAILED = { state: 'failed', response: null } as const;
const error = { code: 'OUT_OF_MEMORY', message: '' } as const;

test('an answer counts with its wait and its whole time', () => {
  const statistics = new Statistics();
  statistics.ended(query(1000, 1100), outcome({ finished_at: epochMs(3000) }));
  expect(statistics.wait.distribution()).toMatchObject({ count: 1, max: 100 });
  expect(statistics.response.distribution()).toMatchObject({ count: 1, max: 2000 });
  expect(statistics.states).toEqual({ succeeded: 1 });
});

test('a failure counts by its code, and is no answer', () => {
  const statistics = new Statistics();
  statistics.ended(query(1000, null), outcome({ ...FAILED, error }));
  statistics.ended(query(1000, 1100), outcome({ ...FAILED, error }));
  expect(statistics.errors).toEqual({ OUT_OF_MEMORY: 2 });
  expect(statistics.states).toEqual({ failed: 2 });
  expect(statistics.response.distribution()).toBeNull();
});

test('no wait is longer than the answers: what began and was cancelled counts in neither', () => {
  const statistics = new Statistics();
  statistics.ended(query(0, 100), outcome({ finished_at: epochMs(200) }));
  statistics.ended(query(0, 60_000), outcome({ ...FAILED, state: 'cancelled' }));
  expect(statistics.wait.distribution()).toMatchObject({ count: 1, max: 100 });
  expect(statistics.response.distribution()).toMatchObject({ count: 1, max: 200 });
});

test('a clock that was set back makes no time negative', () => {
  const statistics = new Statistics();
  statistics.ended(query(5000, 1100), outcome({ finished_at: epochMs(3000) }));
  expect(statistics.response.distribution()).toMatchObject({ average: 0 });
});

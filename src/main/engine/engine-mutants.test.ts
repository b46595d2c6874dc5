import { expect, test } from 'vitest';
import { tryMutants } from '../../../proof/mutated-files.ts';
import { isAlive } from './testing/real-engine.ts';

test('a damaged model is refused with a code, or loads and answers, or fails with a code', async () => {
  const report = await tryMutants({ seed: 7, count: 60, loads: 10 });
  const fates = Object.groupBy(report.outcomes, ({ fate }) => fate.kind);
  expect(report.reached).toBe(10);
  expect(fates.answered?.length).toBeGreaterThan(5);
  expect(fates.refused?.length).toBeGreaterThan(20);
  expect(fates.crashed, 'holes in the gate').toBeUndefined();
  expect(fates.hung).toBeUndefined();
  expect(report.pids.filter(isAlive)).toEqual([]);
}, 60_000);

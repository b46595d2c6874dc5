import { expect, test } from 'vitest';
import { epochMs } from '../../../shared/domain/units.ts';
import { acceptQuery } from '../accept.ts';
import { Job } from '../job.ts';
import { MADRE } from '../testing/switch-bench.ts';
import { TRIED_OUT_EVERY, TryOuts } from './try-outs.ts';

const NOW = epochMs(0);
const patient = { query: 'x', query_type: 'code', module_type: 'HIJA' } as const;
const caller = { ...MADRE, module_type: null };

function marked(more: object, count: number, tryOuts = new TryOuts()): number {
  let marks = 0;
  for (let index = 0; index < count; index += 1) {
    const job = new Job(acceptQuery({ ...patient, ...more }, caller, NOW));
    if (tryOuts.next(job.row, job.demand)) marks += 1;
  }
  return marks;
}

test('one of eight queries of a type may be tried out with, counted for each type', () => {
  const tryOuts = new TryOuts();
  expect(marked({}, TRIED_OUT_EVERY - 1, tryOuts)).toBe(0);
  expect(marked({ query_type: 'audio' }, 1, tryOuts)).toBe(0);
  expect(marked({}, 1, tryOuts)).toBe(1);
  expect(marked({}, 80)).toBe(10);
});

test.for([
  ['urgent', { priority: 'HIGH', interactive: false }],
  ['in a hurry', { interactive: true }],
  ['bound to a time', { deadline_ms: 60_000 }],
  ['bound to a model', { model_preference: 'a' }],
] as const)('none that is %s', ([, more]) => {
  expect(marked(more, 80)).toBe(0);
});

import { expect, test } from 'vitest';
import { ResponseTimes } from './response-times.ts';

function over(values: readonly number[]) {
  const times = new ResponseTimes();
  for (const value of values) times.add(value);
  return times.summary();
}

test('there are no times before the first answer', () => {
  expect(over([])).toEqual({ average: null, p50: null, p95: null });
});

const SUMMARIES: readonly (readonly [number[], number, number, number])[] = [
  [[2], 2, 2, 2],
  [[3, 1], 2, 1, 3],
  [[3, 1, 2], 2, 2, 3],
  [Array.from({ length: 100 }, (_, index) => 100 - index), 50.5, 50, 95],
];
test.for(SUMMARIES)(
  'of %j the average is %d, half are within %d',
  ([values, average, p50, p95]) => {
    expect(over(values)).toEqual({ average, p50, p95 });
  },
);

test('only the latest thousand count', () => {
  const early = Array.from({ length: 700 }, () => 50);
  const late = Array.from({ length: 1000 }, () => 1);
  expect(over([...early, ...late])).toEqual({ average: 1, p50: 1, p95: 1 });
});

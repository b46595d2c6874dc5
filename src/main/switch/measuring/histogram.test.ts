import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from './histogram.ts';

function over(values: readonly number[]) {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram.distribution();
}

/** Nearest rank, from all the values. */
function exact(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

test('there is no distribution before the first value', () => {
  expect(over([])).toBeNull();
});

test('count, average and longest are exact', () => {
  expect(over([1, 2, 1000])).toMatchObject({ count: 3, average: 1003 / 3, max: 1000 });
});

test('what takes less than a millisecond takes none', () => {
  expect(over([0, 0, 0.4])).toMatchObject({ p50: 0, p99: 0, max: 0.4 });
});

test('what takes longer than the scale is counted in its last bucket', () => {
  expect(over([1e12])).toMatchObject({ count: 1, max: 1e12 });
});

test('quantiles are within 2.2 % of what all the values would give', () => {
  const values = fc.array(fc.double({ min: 1, max: 1e9, noNaN: true }), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(values, (some) => {
      const found = over(some);
      for (const [name, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const error = Math.abs((found?.[name] ?? 0) / exact(some, share) - 1);
        expect(error).toBeLessThan(0.022);
      }
    }),
  );
});

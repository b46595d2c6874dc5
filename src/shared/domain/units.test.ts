import { expect, test } from 'vitest';
import { formatBytes, seconds } from './units.ts';

const SIZES: readonly (readonly [number, string])[] = [
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1234, '1.2 kB'],
  [999_949, '999.9 kB'],
  [999_999, '1.0 MB'],
  [1_000_000, '1.0 MB'],
  [1_234_567, '1.2 MB'],
  [2 ** 31, '2.1 GB'],
  [1e9, '1.0 GB'],
  [1e12, '1.0 TB'],
  [1e15, '1000.0 TB'],
];
test.for(SIZES)('%d bytes read as "%s"', ([size, text]) => {
  expect(formatBytes(size)).toBe(text);
});

test('a second has a thousand milliseconds', () => {
  expect(seconds(1.5)).toBe(1500);
});

import { expect, test } from 'vitest';
import { isNestedDeeperThan } from './nesting.ts';

const nested = (depth: number): unknown =>
  JSON.parse(`${'{"a":['.repeat(depth / 2)}1${']}'.repeat(depth / 2)}`);

test.for([
  [null, 0, false],
  ['text', 0, false],
  [{}, 0, false],
  [{ a: 1 }, 0, true],
  [{ a: 1, b: [] }, 1, false],
  [{ a: 1, b: ['c'] }, 1, true],
  [nested(64), 64, false],
  [nested(66), 64, true],
  [nested(1_000_000), 64, true],
] as const)('case %#', ([value, limit, deeper]) => {
  expect(isNestedDeeperThan(limit, value)).toBe(deeper);
});

import { expect, test } from 'vitest';
import { ForgettingCounts, MOST_SYMBOLS } from './forgetting-counts.ts';

test('what came earlier counts less', () => {
  const counts = new ForgettingCounts(0.5);
  for (const symbol of ['a', 'a', 'b']) counts.add(symbol);
  expect([counts.of('a'), counts.of('b'), counts.of('c')]).toEqual([0.75, 1, 0]);
});

test('what came long ago is forgotten', () => {
  const counts = new ForgettingCounts(0.5);
  counts.add('a');
  for (let round = 0; round < 20; round += 1) counts.add('b');
  expect(counts.state().map(([symbol]) => symbol)).toEqual(['b']);
});

test('of more symbols than are counted, the ones that came least lately are forgotten', () => {
  const counts = new ForgettingCounts(0.9999);
  for (let symbol = 0; symbol < 1000; symbol += 1) counts.add(`${symbol}`);
  const kept = counts.state().map(([symbol]) => Number(symbol));
  expect(kept).toHaveLength(MOST_SYMBOLS);
  expect(Math.min(...kept)).toBe(1000 - MOST_SYMBOLS);
});

import { expect, test } from 'vitest';
import { chooseSlot } from './choose-slot.ts';

const place = (number: number, ...held: number[]) => ({ place: number, held });
const count = (length: number, from = 0) => Array.from({ length }, (_, n) => from + n);
const idle = new Set<number>();

test.each([
  ['the longest computed beginning', [place(0, 1, 2, 9), place(1, 1, 2, 3)], idle, 1],
  ['an empty place where nothing can be reused', [place(0, 7, 8), place(1)], idle, 1],
  ['what was used longest ago', [place(0, 7, 8), place(1, 7, 8), place(2, 7, 8)], idle, 2],
  ['a neighbour of a busy place', [place(2), place(3), place(1)], new Set([0]), 1],
  ['a neighbour below, too', [place(0), place(2)], new Set([3]), 2],
  ['a neighbour before a short beginning', [place(3, 1, 2, 3), place(1)], new Set([0]), 1],
])('a prompt goes to %s', (_, free, busy, expected) => {
  expect(chooseSlot(free, busy, [1, 2, 3, 4])?.place).toBe(expected);
});

test('a long beginning is worth a gap', () => {
  const prompt = count(500);
  const free = [place(1), place(3, ...prompt.slice(0, 300))];
  expect(chooseSlot(free, new Set([0]), prompt)?.place).toBe(3);
});

test('a few common tokens do not cost another its long beginning', () => {
  const free = [place(0, ...count(400)), place(1)];
  expect(chooseSlot(free, idle, [0, 1, 2, 900, 901])?.place).toBe(1);
});

test('nothing is chosen where nothing is free', () => {
  expect(chooseSlot([], idle, [1])).toBeUndefined();
});

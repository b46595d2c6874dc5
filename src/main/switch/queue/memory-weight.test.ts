import { expect, test } from 'vitest';
import { defaultQueueBytes, memoryWeight } from './memory-weight.ts';

const weight = (request: object): number => memoryWeight(request) - memoryWeight({});

test('a long text weighs what it is long, in UTF-8', () => {
  expect(weight({ query: 'x'.repeat(1e6) }) / 1e6).toBeCloseTo(1, 3);
  expect(weight({ query: 'ñ'.repeat(1e6) }) / 2e6).toBeCloseTo(1, 3);
});

test('messages of a chat count, each with its own', () => {
  const messages = Array.from({ length: 1000 }, () => ({ role: 'user', content: 'x' }));
  expect(weight({ messages })).toBeGreaterThan(1000 * 100);
});

test('many small values weigh more than the text that carries them', () => {
  const metadata = { list: Array.from({ length: 1000 }, () => []) };
  expect(weight({ metadata })).toBeGreaterThan(10 * JSON.stringify({ metadata }).length);
});

test('what may wait is a quarter of a small heap, and bounded in a large one', () => {
  expect(defaultQueueBytes(300e6)).toBe(75e6);
  expect(defaultQueueBytes(4e9)).toBe(256e6);
});

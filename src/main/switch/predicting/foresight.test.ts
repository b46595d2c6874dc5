import { expect, test } from 'vitest';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import { Foresight } from './foresight.ts';

const at = (second: number) => epochMs(1_000_000 + 1000 * second);
const NONE = new Map<QueryType, number>();

test('what follows what, and how soon, is learnt from each query', () => {
  const foresight = new Foresight();
  for (let second = 0; second < 60; second += 1) {
    foresight.observe(second % 2 === 0 ? 'code' : 'analysis', at(second));
  }
  const [likeliest] = foresight.foretell(NONE, at(60)).toSorted((a, b) => b.next - a.next);
  expect(likeliest).toMatchObject({ kind: 'code' });
  expect(foresight.expected(at(60))).toBeGreaterThan(20);
  expect(
    foresight
      .foretell(NONE, at(60))
      .slice(0, 2)
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['analysis', 'code']);
});

test('while nobody asks, nothing is likely to be asked soon', () => {
  const foresight = new Foresight();
  foresight.observe('code', at(0));
  const far = foresight.foretell(NONE, at(3600));
  expect(far.every(({ probability }) => probability < 0.01)).toBe(true);
});

test('earlier runs say what is asked, and nothing of when', () => {
  const foresight = new Foresight();
  foresight.learn(Array.from({ length: 20 }, () => 'audio' as const));
  expect(foresight.observed).toBe(20);
  expect(
    foresight.foretell(NONE, at(0)).find(({ kind }) => kind === 'audio')?.next,
  ).toBeGreaterThan(0.5);
  expect(foresight.expected(at(0))).toBe(0);
});

test('what waits is certain', () => {
  const queued = new Map<QueryType, number>([['vision', 2]]);
  expect(new Foresight().foretell(queued, at(0))[0]).toMatchObject({
    kind: 'vision',
    probability: 1,
  });
});

test('thousands of one second are counted, and some of them learnt from', () => {
  const foresight = new Foresight();
  for (let query = 0; query < 5000; query += 1) foresight.observe('code', at(0));
  foresight.observe('code', at(1));
  expect(foresight.observed).toBe(51);
  expect(foresight.expected(at(1))).toBeGreaterThan(1000);
});

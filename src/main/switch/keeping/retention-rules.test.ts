import { expect, test } from 'vitest';
import { queryId } from '../../../shared/domain/ids.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import type { FinishedQuery } from '../ports.ts';
import { contentLifetime, forgottenBefore, hasYoungKey, isMeant } from './retention-rules.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = epochMs(100 * DAY);

const finished = (changes: Partial<FinishedQuery> = {}): FinishedQuery => ({
  place: 1,
  query_id: queryId('q'),
  state: 'succeeded',
  created_at: epochMs(NOW - 2000),
  finished_at: epochMs(NOW - 1000),
  has_key: false,
  has_content: true,
  ...changes,
});

test('content stays as long as its query, ten minutes, or not at all', () => {
  expect((['on', 'metadata', 'off'] as const).map(contentLifetime)).toEqual([null, 600_000, 0]);
});

test.for([
  ['too old, however few there are', null, NOW - 30 * DAY],
  ['too old, although the history goes further back', epochMs(NOW - 40 * DAY), NOW - 30 * DAY],
  ['enough newer ones, although it is young', epochMs(NOW - DAY), NOW - DAY],
] as const)('a query is forgotten for being %s', ([, historyEnd, before]) => {
  expect(forgottenBefore({ days: 30 }, historyEnd, NOW)).toBe(before);
});

test('a key is young for a day from the acceptance of its query', () => {
  const accepted = (ago: number, has_key = true) =>
    finished({ has_key, created_at: epochMs(NOW - ago) });
  expect(hasYoungKey(accepted(DAY), NOW)).toBe(true);
  expect(hasYoungKey(accepted(DAY + 1), NOW)).toBe(false);
  expect(hasYoungKey(accepted(0, false), NOW)).toBe(false);
});

test('a range means what ended before it, in one of its states if it names any', () => {
  const query = finished({ state: 'failed' });
  expect(isMeant(query, { before: NOW })).toBe(true);
  expect(isMeant(query, { before: query.finished_at })).toBe(false);
  expect(isMeant(query, { before: NOW, states: ['failed', 'expired'] })).toBe(true);
  expect(isMeant(query, { before: NOW, states: ['succeeded'] })).toBe(false);
});

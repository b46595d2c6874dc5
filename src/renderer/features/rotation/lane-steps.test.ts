import { expect, test } from 'vitest';
import { entrySpot, stepFrom } from './lane-steps.ts';
import type { Lane } from './spans.ts';

const lane = (model_id: string, ...starts: readonly number[]): Lane => ({
  model_id,
  spans: starts.map((from) => {
    return { state: 'warm', from, until: null, cause: 'query', reason: 'asked', took_s: null };
  }),
});
const LANES = [lane('a', 10, 50, 90), lane('b', 40, 70), lane('c', 5)];

test.for([
  ['ArrowRight', 'a', 10, { model_id: 'a', from: 50 }],
  ['ArrowLeft', 'a', 50, { model_id: 'a', from: 10 }],
  ['ArrowLeft', 'a', 10, undefined],
  ['Home', 'a', 90, { model_id: 'a', from: 10 }],
  ['End', 'b', 40, { model_id: 'b', from: 70 }],
  ['ArrowDown', 'a', 90, { model_id: 'b', from: 70 }],
  ['ArrowUp', 'b', 40, { model_id: 'a', from: 50 }],
  ['ArrowUp', 'a', 10, undefined],
  ['ArrowDown', 'gone', 10, undefined],
] as const)('%s from %s at %d', ([key, model_id, from, expected]) => {
  expect(stepFrom(LANES, { model_id, from }, key)).toEqual(expected);
});

test('Tab leads back to what was shown, and to the newest when that has gone', () => {
  expect(entrySpot(LANES, { model_id: 'b', from: 40 })).toEqual({ model_id: 'b', from: 40 });
  expect(entrySpot(LANES, { model_id: 'b', from: 41 })).toEqual({ model_id: 'a', from: 90 });
  expect(entrySpot(LANES, null)).toEqual({ model_id: 'a', from: 90 });
  expect(entrySpot([], null)).toBeUndefined();
});

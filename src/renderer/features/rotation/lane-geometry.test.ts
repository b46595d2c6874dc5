import { expect, test } from 'vitest';
import { lanesWithin, placeOf, ticksOf } from './lane-geometry.ts';
import type { Span } from './spans.ts';

const span = (from: number, until: number | null): Span => {
  return { state: 'warm', from, until, cause: 'query', reason: 'asked', took_s: null };
};
const WINDOW = { from: 100, to: 200 };

test.for([
  ['in the middle', span(120, 150), 20, 30],
  ['not over', span(180, null), 80, 20],
  ['begun before', span(0, 110), 0, 10],
  ['over all of it', span(0, null), 0, 100],
  ['begun by a clock that is ahead', span(230, null), 100, 0],
] as const)('a span %s', ([, one, left, width]) => {
  expect(placeOf(one, WINDOW)).toEqual({ left, width });
});

test('only what the window shows is drawn', () => {
  const lanes = [
    { model_id: 'gone', spans: [span(10, 50)] },
    { model_id: 'here', spans: [span(10, 50), span(60, 120), span(190, null)] },
    { model_id: 'never', spans: [] },
  ];
  expect(lanesWithin(lanes, WINDOW)).toEqual([
    { model_id: 'here', spans: [span(60, 120), span(190, null)] },
  ]);
});

test('the times told below are round ones', () => {
  expect(ticksOf(300)).toEqual([240, 180, 120, 60]);
  expect(ticksOf(900)).toEqual([720, 540, 360, 180]);
});

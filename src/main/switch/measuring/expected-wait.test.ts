import fc from 'fast-check';
import { expect, test } from 'vitest';
import { milliseconds } from '../../../shared/domain/units.ts';
import { expectedWait, type WaitScene, type Work } from './expected-wait.ts';

const work = (count: number, each: number | null): Work => {
  return { count, each_ms: each === null ? null : milliseconds(each) };
};
const NONE = work(0, null);
const scene = (
  ahead: readonly Work[],
  running: Work,
  slots: number,
  load: number | null = 0,
): WaitScene => {
  return { ahead, running, slots, load_ms: load === null ? null : milliseconds(load) };
};

test.for<readonly [string, WaitScene, number | null]>([
  ['a free place: none, though nothing was measured', scene([], NONE, 1), 0],
  ['one of two places free', scene([], work(1, 1000), 2), 0],
  ['not in memory: the load', scene([], NONE, 2, 700), 700],
  ['not in memory, and no load was measured', scene([], NONE, 2, null), null],
  ['one answer on the only place', scene([], work(1, 1000), 1), 1000],
  ['two side by side: one ends twice as soon', scene([], work(2, 1000), 2), 500],
  ['three ahead of it on two places', scene([work(3, 1000)], work(2, 1000), 2), 2000],
  ['ahead of it are fewer than places, and none runs', scene([work(1, 1000)], NONE, 2), 0],
  ['short and long ones ahead', scene([work(2, 100), work(2, 900)], NONE, 1), 2000],
  ['the load comes before the queue', scene([work(2, 1000)], NONE, 1, 700), 2700],
  [
    'what was not measured is taken for the mean',
    scene([work(1, 100), work(3, null)], NONE, 1),
    400,
  ],
  ['nothing of it was measured', scene([work(3, null)], work(1, null), 1), null],
  ['more places than before: still not less than none', scene([], work(1, 10), 64), 0],
])('%s', ([, given, expected]) => {
  expect(expectedWait(given)).toBe(expected);
});

test('is never negative, and never less for one more ahead', () => {
  const some = fc.record({ count: fc.nat(1000), each_ms: fc.nat(1e6).map(milliseconds) });
  fc.assert(
    fc.property(fc.array(some), some, fc.integer({ min: 1, max: 64 }), (ahead, running, slots) => {
      const wait = expectedWait({ ahead, running, slots, load_ms: milliseconds(0) });
      expect(wait).toBeGreaterThanOrEqual(0);
      const mean = milliseconds(1e6); // At least as long as any other.
      const longer = [...ahead, { count: 1, each_ms: mean }];
      expect(
        expectedWait({ ahead: longer, running, slots, load_ms: milliseconds(0) }),
      ).toBeGreaterThanOrEqual(wait ?? 0);
    }),
    { numRuns: 200, seed: 7 },
  );
});

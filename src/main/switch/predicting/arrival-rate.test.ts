import { expect, test } from 'vitest';
import { epochMs, seconds } from '../../../shared/domain/units.ts';
import { ArrivalRate } from './arrival-rate.ts';

const WINDOW = seconds(30);
const at = (time: number) => epochMs(seconds(1_000_000) + seconds(time));

function asked(times: readonly number[]): ArrivalRate {
  const rate = new ArrivalRate();
  for (const time of times) rate.observe(at(time));
  return rate;
}

const every = (period: number, count: number) =>
  Array.from({ length: count }, (_, n) => n * period);

test('nothing is expected before anything was asked', () => {
  expect(new ArrivalRate().expected(WINDOW, at(0))).toBe(0);
});

test('one query a moment ago promises one more in the window', () => {
  expect(asked([0]).expected(WINDOW, at(0))).toBeCloseTo(1);
});

test('a query every five seconds means six in the window', () => {
  const rate = asked(every(5, 100));
  // On average between two arrivals: just after one, a little more is expected.
  expect(rate.expected(WINDOW, at(497.5))).toBeCloseTo(6, 1);
});

test('a change of pace is known after some minutes', () => {
  const slowly = every(20, 50).map((time) => time + 1000);
  expect(asked([...every(1, 1000), ...slowly]).expected(WINDOW, at(1990))).toBeCloseTo(1.5, 1);
});

test('while nobody asks, less and less is expected', () => {
  const rate = asked(every(1, 100));
  expect(rate.expected(WINDOW, at(100 + 300))).toBeLessThan(0.3);
});

test('after a clock was set back, the pace is known again at once', () => {
  const back = -3600;
  const rate = asked([...every(5, 100), ...every(5, 20).map((time) => time + back)]);
  expect(rate.expected(WINDOW, at(back + 97.5))).toBeCloseTo(6, 0);
});

test('restored, it expects alike', () => {
  const rate = asked(every(7, 30));
  const state = JSON.parse(JSON.stringify(rate.state())) as ReturnType<typeof rate.state>;
  expect(new ArrivalRate(state).expected(WINDOW, at(220))).toBe(rate.expected(WINDOW, at(220)));
});

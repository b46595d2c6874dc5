import { expect, test } from 'vitest';
import type { ScoreParts } from '../../../shared/domain/query.ts';
import { scaleOf, scoreBar } from './score-bar.ts';

const parts = (cost: number, specialty = 1): ScoreParts => {
  return {
    specialty: { value: specialty, weight: 0.4 },
    performance: { value: 0.5, weight: 0.3 },
    efficiency: { value: 0.25, weight: 0.2 },
    availability: { value: 1, weight: 0.1 },
    switching: { load_s: 2, prefill_s: 1, accepted_s: 30, cost },
    adjustment: 0,
  };
};
const rounded = ({ left, width }: { left: number; width: number }) => [
  Math.round(left),
  Math.round(width),
];

test('each share begins where the one before ends, as wide as its points', () => {
  expect(scoreBar(parts(0), 1).shares.map((share) => [share.name, ...rounded(share)])).toEqual([
    ['specialty', 0, 40],
    ['performance', 40, 15],
    ['efficiency', 55, 5],
    ['availability', 60, 10],
  ]);
});

test('the cost is taken off the end', () => {
  expect(rounded(scoreBar(parts(0.2), 1).cost)).toEqual([50, 20]);
  expect(rounded(scoreBar(parts(0), 1).cost)).toEqual([70, 0]);
});

test('a cost above all the points covers them, and no more', () => {
  expect(rounded(scoreBar(parts(3), 1).cost)).toEqual([0, 70]);
});

test('one scale for all candidates, at least a whole point', () => {
  expect(scaleOf([parts(0), parts(0, 0.5)])).toBe(1);
  expect(scaleOf([parts(0), parts(0, 3)])).toBeCloseTo(1.5);
  expect(rounded(scoreBar(parts(0), 1.4).shares[0] ?? { left: 0, width: 0 })).toEqual([0, 29]);
});

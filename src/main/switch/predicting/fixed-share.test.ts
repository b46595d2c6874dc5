import { expect, test } from 'vitest';
import { FixedShare } from './fixed-share.ts';

test('a mixture is what the experts say, each by its weight', () => {
  const mixture = new FixedShare([0.75, 0.25], 0.01);
  expect(
    mixture.mix([
      [1, 0],
      [0, 1],
    ]),
  ).toEqual([0.75, 0.25]);
});

test('an expert that foretold better weighs more, by as much as it did', () => {
  const mixture = FixedShare.equal(2, 0);
  mixture.learn([0.9, 0.3]);
  expect(mixture.weights[0]).toBeCloseTo(0.75);
});

test('the weights stay a distribution', () => {
  const mixture = FixedShare.equal(3, 0.01);
  for (let round = 0; round < 10_000; round += 1) mixture.learn([0.9, 1e-9, 0.5]);
  expect(mixture.weights.reduce((a, b) => a + b)).toBeCloseTo(1);
});

/** Symbols until the expert that is right now outweighs the one that was right for a thousand. */
function recovery(share: number): number {
  const mixture = FixedShare.equal(2, share);
  for (let round = 0; round < 1000; round += 1) mixture.learn([0.9, 0.1]);
  let symbols = 0;
  while ((mixture.weights[1] ?? 0) < 0.5 && symbols < 1000) {
    mixture.learn([0.1, 0.9]);
    symbols += 1;
  }
  return symbols;
}

test('another expert takes over within three symbols, not after as long as the first was right', () => {
  expect(recovery(0.01)).toBeLessThanOrEqual(3);
  expect(recovery(1e-300)).toBeGreaterThan(100);
});

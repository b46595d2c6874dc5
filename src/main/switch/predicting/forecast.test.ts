import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../../scripts/gguf/random.ts';
import { blend, withinWindow } from './forecast.ts';
import type { Outlook } from './sequence-predictor.ts';

const of = (entries: Record<string, number>) => new Map(Object.entries(entries));

/** Two kinds: how likely `a` is to be next, and to come after each of them. */
function outlook(next: number, afterA: number, afterB: number): Outlook<'a' | 'b'> {
  const row = (a: number) => [a, 1 - a];
  return { kinds: ['a', 'b'], next: row(next), after: [row(afterA), row(afterB)] };
}

describe('within the window', () => {
  const chance = (view: Outlook<'a' | 'b'>, expected: number) =>
    withinWindow(view, expected).get('a');

  test('nothing is asked where nothing is expected', () => {
    expect(withinWindow(outlook(1, 1, 1), 0)).toEqual(of({ a: 0, b: 0 }));
  });

  test('a kind that comes independently of all others does so by its share', () => {
    expect(chance(outlook(0.3, 0.3, 0.3), 2)).toBeCloseTo(1 - Math.exp(-0.6), 5);
  });

  test('a kind foretold for certain comes as soon as anything does', () => {
    expect(chance(outlook(1, 0.1, 0.1), 2)).toBeCloseTo(1 - Math.exp(-2), 5);
  });

  test('a kind that always follows the next one takes two queries', () => {
    expect(chance(outlook(0, 0, 1), 2)).toBeCloseTo(1 - 3 * Math.exp(-2), 5);
  });

  test('a kind that never follows the next one does not come', () => {
    expect(chance(outlook(0, 1, 0), 5)).toBeCloseTo(0, 5);
  });

  test('the formula says what drawing lots says', () => {
    const [expected, next, afterB] = [1.7, 0.1, 0.4];
    const random = new SeededRandom(3);
    const rounds = 50_000;
    let met = 0;
    for (let round = 0; round < rounds; round += 1) {
      let [time, likely, seen] = [0, next, false];
      for (;;) {
        time -= Math.log(1 - random.uniform()) / expected;
        if (time > 1) break;
        if (random.uniform() < likely) seen = true;
        likely = afterB;
      }
      if (seen) met += 1;
    }
    expect(chance(outlook(next, 0.9, afterB), expected)).toBeCloseTo(met / rounds, 2);
  });

  test('is a probability, and one that rises with what is expected', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const expected = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(share, share, share, expected, (next, afterA, afterB, count) => {
        const view = outlook(next, afterA, afterB);
        const [once = -1, twice = -1] = [chance(view, count), chance(view, 2 * count)];
        expect(once).toBeGreaterThanOrEqual(0);
        expect(once).toBeLessThanOrEqual(1);
        expect(twice).toBeGreaterThanOrEqual(once - 1e-5);
      }),
    );
  });
});

describe('what is foretold together with what waits', () => {
  test('a queued kind is certain and comes first, the one with more queries before the other', () => {
    const foretold = of({ code: 0.9, audio: 0.1, vision: 0.2 });
    expect(blend(foretold, of({ audio: 1, vision: 2 }))).toEqual([
      { kind: 'vision', probability: 1, queued: 2 },
      { kind: 'audio', probability: 1, queued: 1 },
      { kind: 'code', probability: 0.9, queued: 0 },
    ]);
  });

  test('a queued kind that nobody foretold is there', () => {
    expect(blend(new Map(), of({ audio: 1 }))).toEqual([
      { kind: 'audio', probability: 1, queued: 1 },
    ]);
  });

  test('a queue that ran empty leaves the prediction as it is', () => {
    expect(blend(of({ code: 0.4 }), of({ code: 0 }))).toEqual([
      { kind: 'code', probability: 0.4, queued: 0 },
    ]);
  });
});

import { expect, test } from 'vitest';
import type { Experience } from './experience.ts';
import { performanceOf } from './performance.ts';

const known = (more: Partial<Experience>): Experience => {
  return { attempts: 10, success: 1, pace: 10, judged: 0, liked: 0.5, known: 5, ...more };
};

test.for([
  [undefined, 0.5, 'nothing is known'],
  [known({}), 0.583, 'ten answers at full speed, of which nobody said anything'],
  [known({ judged: 10, liked: 1 }), 0.861, 'ten answers at full speed, all as wished'],
  [known({ judged: 10, liked: 0 }), 0.306, 'the same, all useless'],
  [known({ success: 0 }), 0.083, 'ten failures'],
  [known({ attempts: 1, success: 0 }), 0.333, 'one failure'],
  [known({ pace: 5 }), 0.5, 'half the speed of the fastest'],
  [known({ pace: null }), 0.5, 'answers that were not timed'],
  [known({ attempts: 0, judged: 1, liked: 1 }), 0.5, 'a judgement without an attempt'],
] as const)('%j is worth %d: %s', ([experience, expected]) => {
  expect(performanceOf(experience, 10)).toBeCloseTo(expected, 3);
});

test('a single judgement moves what a model is worth by a ninth', () => {
  const one = performanceOf(known({ judged: 1, liked: 0 }), 10);
  expect(performanceOf(known({}), 10) - one).toBeCloseTo(1 / 9, 3);
});

test('where no speed is known, none is better than another', () => {
  expect(performanceOf(known({ pace: null }), 0)).toBe(0.5);
});

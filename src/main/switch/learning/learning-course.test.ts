import { describe, expect, test } from 'vitest';
import { type Course, type CourseStep, courseOf } from '../testing/learning-course.ts';
import { TRIED_OUT_EVERY } from './try-outs.ts';

const SEEDS = [1, 2, 3, 4, 5];
const course = (more: Partial<Course> = {}): readonly CourseStep[] =>
  SEEDS.flatMap((seed) => [
    ...courseOf({ seed, length: 120, good: 0.9, poor: 0.3, judged: 1, ...more }),
  ]);
const shareOf = (steps: readonly CourseStep[], fits: (step: CourseStep) => boolean): number =>
  steps.filter(fits).length / steps.length;
const betterFrom = (steps: readonly CourseStep[], from: number): number =>
  shareOf(
    steps.filter(({ index }) => index >= from),
    ({ better }) => better,
  );

describe('where answers are judged', () => {
  test('the better model answers nearly all soon, and one of eight at most is tried out with', () => {
    const steps = course();
    expect(betterFrom(steps, 60)).toBeGreaterThan(0.85);
    expect(shareOf(steps, ({ explores }) => explores)).toBeLessThan(1 / TRIED_OUT_EVERY);
  });

  test('a model that has become better is found', () => {
    expect(betterFrom(course({ turnsAt: 40 }), 90)).toBeGreaterThan(0.7);
  });
});

test('where nobody judges, nothing but the trial of the others changes', () => {
  const steps = course({ judged: 0 });
  const plain = steps.filter(({ explores }) => !explores);
  expect(shareOf(plain, ({ better }) => better)).toBeCloseTo(0.5, 1);
});

import type { Experience } from './experience.ts';

/** What is expected of a model of which nothing is known. */
const PRIOR = 0.5;
/** It counts as much as so many attempts, or so many judgements. */
const PRIOR_COUNT = 2;
/** Of a success, what the callers' opinion counts; the rest is speed, which efficiency has, too. */
const OPINION = 0.8;

const shrunk = (mean: number, count: number): number =>
  (mean * count + PRIOR * PRIOR_COUNT) / (count + PRIOR_COUNT);

/**
 * How well a model does at a type, 0..1: each of its latest attempts is worth nothing when it failed,
 * else 0.8 × what callers think of its answers + 0.2 × its speed in relation to the fastest; the mean
 * of them, drawn towards 0.5 while there are few. (As a Beta(1, 1) prior would: two imagined
 * attempts, worth a half.) An opinion is drawn to 0.5 the same way, so one judgement moves it by a
 * sixth at most, and ten never take it out of 0.08..0.92.
 *
 * An answer that nobody judged counts with the opinion of those that were: few are, and the last ten
 * answers may have none.
 * @param best tokens a second of the fastest candidate at this type; 0 when none is known
 */
export function performanceOf(known: Experience | undefined, best: number): number {
  if (known === undefined) return PRIOR;
  const { attempts, success, pace, judged, liked } = known;
  const opinion = shrunk(liked, judged);
  const speed = pace === null || best === 0 ? PRIOR : Math.min(1, pace / best);
  return shrunk(success * (OPINION * opinion + (1 - OPINION) * speed), attempts);
}

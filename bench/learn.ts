import {
  type Course,
  type CourseStep,
  courseOf,
} from '../src/main/switch/testing/learning-course.ts';

/** Others than those that the rules were made with. */
const SEEDS = Array.from({ length: 20 }, (_, index) => 101 + index);
const LENGTH = 200;
const TENS = 10;
const SHOWN = [0, 1, 2, 3, 4, 6, 9, 10, 11, 12, 14, 19];

type Setting = Omit<Course, 'seed'>;
const usual: Setting = { length: LENGTH, good: 0.9, poor: 0.4, judged: 1 };
const SETTINGS: readonly (readonly [string, Setting])[] = [
  ['0.9 against 0.4, all judged', usual],
  ['0.8 against 0.6, all judged', { ...usual, good: 0.8, poor: 0.6 }],
  ['0.9 against 0.4, one in five judged', { ...usual, judged: 0.2 }],
  ['0.9 against 0.4, change places at 100', { ...usual, turnsAt: 100 }],
  ['nobody judges', { ...usual, judged: 0 }],
];

const percent = (share: number): string => (share * 100).toFixed(0).padStart(6);
const shareOf = (steps: readonly CourseStep[], fits: (step: CourseStep) => boolean): number =>
  steps.filter(fits).length / steps.length;

/**
 * `npm run bench -- learn`: the real learner, choice and cache, with two models and callers that are
 * made up. How many queries went to the better model, by tens of the queries of a type.
 */
export function benchLearn(): Promise<void> {
  const heads = SHOWN.map((ten) => String((ten + 1) * TENS).padStart(6)).join('');
  process.stdout.write(`${'% to the better one, ten before'.padEnd(40)}${heads}\n`);
  for (const [what, setting] of SETTINGS) {
    const courses = SEEDS.map((seed) => [...courseOf({ ...setting, seed })]);
    const steps = courses.flat();
    const shares = SHOWN.map((ten) =>
      shareOf(
        steps.filter(({ index }) => Math.floor(index / TENS) === ten),
        ({ better }) => better,
      ),
    );
    process.stdout.write(`${what.padEnd(40)}${shares.map(percent).join('')}\n`);
    const explored = courses.map((one) => shareOf(one, ({ explores }) => explores));
    const better = shareOf(steps, ({ better: isBetter }) => isBetter);
    const { good, poor } = setting;
    const wished = (better * good + (1 - better) * poor) / good;
    process.stdout.write(
      `  of all ${percent(better)} %; tried out ${percent(Math.max(...explored))} % at most; ` +
        `answers as wished, of those that the oracle would have: ${percent(wished)} %\n`,
    );
  }
  return Promise.resolve();
}

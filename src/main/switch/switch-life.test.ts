import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lives } from './testing/life-steps.ts';
import { SwitchLife } from './testing/switch-life.ts';

/** `npm run proof -- switch` lives more of them, and plants bugs that must be found. */
test.for([
  ['the same lives in each run', 7],
  ['others in each run', randomInt(2 ** 31)],
] as const)('no promise is broken in %s (seed %d)', async ([, seed]) => {
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      expect(await new SwitchLife(life).live()).toEqual([]);
    }),
    // What it found is told although it is not cut as short as it could be.
    { numRuns: 25, seed, interruptAfterTimeLimit: 25_000 },
  );
});

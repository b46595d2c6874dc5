/**
 * `node proof/switch-lives.ts SEED COUNT [PATH]`: so many lives of a Switch; ends with 1 at a broken
 * promise. PATH repeats the one that a run has printed.
 */
import fc from 'fast-check';
import { lives } from '../src/main/switch/testing/life-steps.ts';
import { SwitchLife } from '../src/main/switch/testing/switch-life.ts';

/** For so long a shorter life is looked for that breaks the same. */
const SHRINKING_MS = 10_000;

const [seed = 1, numRuns = 2000] = process.argv.slice(2, 4).map(Number);
const path = process.argv[4] ?? '';
let brokenAt: number | null = null;

const keepsItsPromises = fc.asyncProperty(lives, async (life) => {
  if (brokenAt !== null && Date.now() - brokenAt > SHRINKING_MS) return;
  const faults = await new SwitchLife(life).live();
  if (faults.length === 0) return;
  brokenAt ??= Date.now();
  throw new Error(faults[0]);
});
const outcome = await fc.check(keepsItsPromises, { seed, numRuns, path });
if (outcome.counterexample !== null) {
  const [life] = outcome.counterexample;
  const found = {
    broken: String(outcome.errorInstance).replace(/^Error: /, ''),
    lives: outcome.numRuns,
    steps: life.steps.length,
    seed,
    path: outcome.counterexamplePath,
  };
  process.stderr.write(`${JSON.stringify(life)}\n`);
  process.stdout.write(`${JSON.stringify(found)}\n`);
  process.exit(1);
}
process.stdout.write(`${outcome.numRuns} lives from seed ${seed}: no promise was broken\n`);
// A life that crashed leaves promises behind that nobody will keep.
process.exit(0);

/** `node proof/switch-lives.ts SEED COUNT [first]`: so many lives of a Switch; ends with 1 at a broken promise. */
import fc from 'fast-check';
import { lives } from '../src/main/switch/testing/life-steps.ts';
import { SwitchLife } from '../src/main/switch/testing/switch-life.ts';

const [seed = 1, numRuns = 2000] = process.argv.slice(2, 4).map(Number);
/** The first life that breaks one will do; no shorter one is sought. */
const endOnFailure = process.argv[4] === 'first';
const broken = fc.asyncProperty(lives, async ({ places, steps }) => {
  const faults = await new SwitchLife(places).live(steps);
  if (faults.length > 0) throw new Error(faults.join('; '));
});
const outcome = await fc.check(broken, { seed, numRuns, endOnFailure });
if (outcome.failed) {
  process.stderr.write(
    `${fc.defaultReportMessage(outcome) ?? 'failed'}\nBroken: ${String(outcome.errorInstance)}\n`,
  );
  process.exit(1);
}
process.stdout.write(`${outcome.numRuns} lives from seed ${seed}: no promise was broken\n`);
// A life that crashed leaves promises behind that nobody will keep.
process.exit(0);

/**
 * `npm run proof [-- NAME… --seed N --count N --only N --isolation WHICH --rounds N --kind MOMENT
 * --plant FAULT]`: long fault rounds, never in tests.
 */
import { parseArgs } from 'node:util';
import { isolationKindSchema } from '../src/shared/domain/isolation.ts';
import { plantSchema } from './crash/plant.ts';
import { proveCrash } from './crash.ts';
import { proveDownload } from './download.ts';
import { proveGguf } from './gguf.ts';
import { proveKill } from './kill.ts';
import { proveSwitch } from './switch.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    count: { type: 'string' },
    /** Only this file of the seed (gguf), or this planted bug, 0 for none (switch). */
    only: { type: 'string' },
    /** process or bubblewrap; both when it is not given (gguf). */
    isolation: { type: 'string' },
    /** Kills of each kind (crash), or measurements of speed (download). */
    rounds: { type: 'string' },
    /** Only kills at this moment (crash). */
    kind: { type: 'string' },
    /** A fault for the checks to find (crash). */
    plant: { type: 'string' },
  },
});

const { isolation: wanted, kind, plant, ...numbers } = values;
const options = Object.fromEntries(
  Object.entries(numbers).map(([name, value]) => [name, Number(value)]),
);
const isolation = wanted === undefined ? undefined : isolationKindSchema.parse(wanted);

const PROOFS: Readonly<Record<string, () => Promise<void>>> = {
  crash: () =>
    proveCrash({
      ...options,
      ...(kind !== undefined && { kind }),
      ...(plant !== undefined && { plant: plantSchema.parse(plant) }),
    }),
  download: () => proveDownload(options),
  gguf: () => proveGguf({ ...options, ...(isolation !== undefined && { isolation }) }),
  kill: () => proveKill(options),
  switch: () => proveSwitch(options),
};

for (const name of positionals.length > 0 ? positionals : Object.keys(PROOFS)) {
  const proof = PROOFS[name];
  if (proof === undefined) {
    process.stderr.write(`There is no "${name}". There is: ${Object.keys(PROOFS).join(', ')}.\n`);
    process.exit(2);
  }
  await proof();
}

/** `npm run proof [-- NAME… --seed N --count N --only N --isolation KIND]`: long fault rounds, never in tests. */
import { parseArgs } from 'node:util';
import { isolationKindSchema } from '../src/shared/domain/isolation.ts';
import { proveCrash } from './crash.ts';
import { proveGguf } from './gguf.ts';
import { proveKill } from './kill.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    count: { type: 'string' },
    /** Only this file of the seed (gguf). */
    only: { type: 'string' },
    /** process or bubblewrap; both when it is not given (gguf). */
    isolation: { type: 'string' },
  },
});

const { isolation: wanted, ...numbers } = values;
const options = Object.fromEntries(
  Object.entries(numbers).map(([name, value]) => [name, Number(value)]),
);
const isolation = wanted === undefined ? undefined : isolationKindSchema.parse(wanted);

const PROOFS: Readonly<Record<string, () => Promise<void>>> = {
  crash: proveCrash,
  gguf: () => proveGguf({ ...options, ...(isolation !== undefined && { isolation }) }),
  kill: () => proveKill(options),
};

for (const name of positionals.length > 0 ? positionals : Object.keys(PROOFS)) {
  const proof = PROOFS[name];
  if (proof === undefined) {
    process.stderr.write(`There is no "${name}". There is: ${Object.keys(PROOFS).join(', ')}.\n`);
    process.exit(2);
  }
  await proof();
}

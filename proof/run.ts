/** `npm run proof [-- crash]`: long fault rounds, by themselves and never in tests. */
import { proveCrash } from './crash.ts';

const PROOFS: Readonly<Record<string, () => Promise<void>>> = { crash: proveCrash };

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(PROOFS)) {
  const proof = PROOFS[name];
  if (proof === undefined) {
    process.stderr.write(`There is no "${name}". There is: ${Object.keys(PROOFS).join(', ')}.\n`);
    process.exit(2);
  }
  await proof();
}

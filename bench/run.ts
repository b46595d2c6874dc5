/** `npm run bench [-- collation | engine | memory …]`: measurements, by themselves and never in tests. */
import { cpus } from 'node:os';
import { benchChoose } from './choose.ts';
import { benchCollation } from './collation.ts';
import { benchEngine } from './engine.ts';
import { benchLearn } from './learn.ts';
import { benchLight } from './light.ts';
import { benchMemory } from './memory.ts';
import { benchRetention } from './retention.ts';
import { benchRotate } from './rotate.ts';
import { benchStart } from './start.ts';
import { benchSwitch } from './switch.ts';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  choose: benchChoose,
  collation: benchCollation,
  engine: benchEngine,
  learn: benchLearn,
  light: benchLight,
  memory: benchMemory,
  start: benchStart,
  retention: benchRetention,
  rotate: benchRotate,
  switch: benchSwitch,
};

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(BENCHES);
const [first] = cpus();
process.stdout.write(`${first?.model ?? 'unknown processor'}, ${cpus().length} logical cores, `);
process.stdout.write(`Node ${process.version}\n`);
for (const name of names) {
  const bench = BENCHES[name];
  if (bench === undefined) {
    process.stderr.write(`There is no "${name}". There is: ${Object.keys(BENCHES).join(', ')}.\n`);
    process.exit(2);
  }
  process.stdout.write(`\n${name}\n`);
  await bench();
}

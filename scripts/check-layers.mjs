// The layer rules, and a guard against a checker that reads nothing and calls it well.
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import rules from '../.dependency-cruiser.mjs';

/** The product has more modules than this; fewer means that they were not read. */
const FEWEST_MODULES = 100;

const { output } = await cruise(
  ['src'],
  { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true },
  undefined,
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const { violations, totalCruised } = output.summary;
const own = output.modules.filter(({ source }) => source.startsWith('src/')).length;

for (const { rule, from, to } of violations) {
  process.stdout.write(`${rule.name}: ${from} → ${to}\n`);
}
process.stdout.write(
  `layers: ${own} modules of ${totalCruised} read, ${violations.length} violations\n`,
);
if (own < FEWEST_MODULES) process.stdout.write(`only ${own} modules read: the check is broken\n`);
process.exit(violations.length > 0 || own < FEWEST_MODULES ? 1 : 0);

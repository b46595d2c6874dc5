/** Trains and examines what tells the type of a query: `npm run query-types -- --help`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpus } from './corpus.ts';
import {
  accuracyTable,
  confusionTable,
  judge,
  readPrompts,
  sureness,
  timeOf,
  unheard,
} from './evaluate.ts';
import { holdBack } from './hold-back.ts';
import { storedJson, train } from './train.ts';

const HELP = `npm run query-types -- COMMAND

  train      from the corpus to src/main/switch/deciding/query-type-weights.json
  tune       learns four fifths of the ways of asking and is asked the others, five times over
  evaluate   asks the development prompts, and takes the time of a call
  examine    asks the held-out prompts: for a classifier that is done, once
`;

const FOLDER = import.meta.dirname;
const WEIGHTS = join(FOLDER, '../../src/main/switch/deciding/query-type-weights.json');
const LONG = 100_000;

const corpus = () => readCorpus(join(FOLDER, 'corpus'));
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function trainAll(): void {
  writeFileSync(WEIGHTS, storedJson(train(corpus())));
  say('Trained. Evaluate anew, and update the figures in tools/query-types/README.md.');
}

/** How each file of a folder is told. */
function examine(folder: string): void {
  for (const { name, prompts: all } of readPrompts(join(FOLDER, folder))) {
    const prompts = unheard(all, corpus());
    say(`\n${folder}/${name}`);
    say(`${all.length - prompts.length} of ${all.length} are also in the corpus: left out.\n`);
    const judged = judge(prompts);
    say(`${accuracyTable(judged)}\n\n${confusionTable(judged)}\n\n${sureness(judged)}`);
  }
}

function evaluate(): void {
  examine('development');
  const files = readPrompts(join(FOLDER, 'development'));
  const texts = files.flatMap(({ prompts }) => prompts.map(({ text }) => text));
  const long = texts.join('\n').repeat(2).slice(0, LONG);
  for (const [name, asked] of [
    ['these prompts', texts],
    ['one of 100,000 characters', [long]],
  ] as const) {
    const { p50_us, p99_us } = timeOf(asked);
    say(`\nA call with ${name}: p50 ${p50_us.toFixed(0)} µs, p99 ${p99_us.toFixed(0)} µs`);
  }
}

const COMMANDS = new Map([
  ['train', trainAll],
  ['tune', () => say((holdBack(corpus()) * 100).toFixed(1).concat(' % of unheard ways are told.'))],
  ['evaluate', evaluate],
  ['examine', () => examine('held-out')],
]);
const command = COMMANDS.get(process.argv[2] ?? '');
if (command === undefined) {
  process.stdout.write(HELP);
  process.exitCode = process.argv.includes('--help') ? 0 : 2;
} else command();

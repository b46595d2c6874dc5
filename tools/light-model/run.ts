/** Trains and examines the built-in light model: `npm run light-model -- --help`. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../../bench/report.ts';
import { formatBytes } from '../../src/shared/domain/units.ts';
import { evaluate, tableOf } from './judging/evaluate.ts';
import { showcase } from './judging/showcase.ts';
import { compare, isSame } from './judging/verify.ts';
import { readCorpus } from './reading/corpus.ts';
import { divide, readHeldOut, readShowcase } from './reading/held-out.ts';
import { holdBack } from './reading/hold-back.ts';
import { refusalsOf } from './samples/headings.ts';
import { Wording } from './samples/wording.ts';
import { exportModel, rewordTrained } from './training/export.ts';
import { answersOf, prepare } from './training/prepare.ts';
import { runPython } from './training/python.ts';

const HELP = `npm run light-model -- COMMAND

  train      from the corpus to resources/light-model.gguf
  reword     the last training again, with answers as the corpus words them now
  verify     the exported model says the same tokens in llama.cpp as in training
  evaluate   asks all held-out questions through the product's engine
  ask        asks the built product, in a fresh home over HTTP, ten questions in each language

  --samples N     train: how many conversations (default 400000)
  --hold-back     train: without every eighth way of asking; says how well those are understood,
                  and exports nothing
  --set NAME      evaluate: with the set first (default), second, to develop with, or third, for
                  a finished model alone
  --answers FILE  evaluate: also writes each question with its answer, as JSON
`;
const COMPARED = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    samples: { type: 'string', default: '400000' },
    'hold-back': { type: 'boolean', default: false },
    set: { type: 'string', default: 'first' },
    answers: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const FOLDER = import.meta.dirname;
const WORK = join(FOLDER, 'work');
const MODEL_FILE = join(FOLDER, '../../resources/light-model.gguf');
const intents = readCorpus(join(FOLDER, 'corpus'));
const HELD_OUT = join(FOLDER, 'held-out');
const heldOut = readHeldOut(HELD_OUT, values.set);
const wording = new Wording(join(FOLDER, 'wording.toml'));
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

async function train(): Promise<void> {
  const samples = Number(values.samples);
  if (!Number.isInteger(samples) || samples < 1) throw new Error('--samples takes a whole number.');
  const { learnt, heldBack } = holdBack(intents);
  if (values['hold-back']) prepare(learnt, wording, WORK, { samples, heldBack });
  else prepare(intents, wording, WORK, { samples, heldBack: [] });
  runPython('train.py', WORK);
  if (!values['hold-back']) await exportTrained();
}

/** For an answer that is no longer true: seconds, where it has as many phrases as before. */
async function reword(): Promise<void> {
  rewordTrained(WORK, answersOf(intents));
  await exportTrained();
}

async function exportTrained(): Promise<void> {
  const { bytes } = await exportModel(WORK, MODEL_FILE, refusalsOf(intents));
  say(`${relative(process.cwd(), MODEL_FILE)}: ${formatBytes(bytes)}`);
}

async function verify(): Promise<void> {
  // Spread over all files and both languages.
  const step = Math.max(1, Math.floor(heldOut.length / COMPARED));
  const questions = heldOut.filter((_, index) => index % step === 0).slice(0, COMPARED);
  const compared = await compare(
    MODEL_FILE,
    WORK,
    questions.map(({ text }) => text),
  );
  const differing = compared.filter((one) => !isSame(one));
  for (const one of differing) say(JSON.stringify(one));
  say(`${compared.length - differing.length} of ${compared.length} answers are the same tokens`);
  if (differing.length > 0) process.exitCode = 1;
}

async function examine(): Promise<void> {
  const { unseen, known } = divide(intents, heldOut);
  say(`${known.length} held-out questions are also in the corpus and are left out.\n`);
  const judged = await evaluate(MODEL_FILE, intents, unseen);
  say(tableOf(judged));
  const times = judged.map(({ first_token_ms }) => first_token_ms);
  say(`\nFirst text after ${median(times).toFixed(0)} ms (median, one thread).`);
  if (values.answers !== undefined) writeFileSync(values.answers, JSON.stringify(judged, null, 1));
}

const COMMANDS = new Map([
  ['train', train],
  ['reword', reword],
  ['verify', verify],
  ['evaluate', examine],
  ['ask', () => showcase(intents, readShowcase(HELD_OUT))],
]);
const command = COMMANDS.get(positionals[0] ?? '');
if (values.help || command === undefined) {
  process.stdout.write(HELP);
  process.exitCode = values.help ? 0 : 2;
} else await command();

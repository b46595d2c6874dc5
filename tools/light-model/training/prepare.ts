import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRandom } from '../../../scripts/gguf/random.ts';
import { type Intent, LANGUAGES } from '../reading/corpus.ts';
import { phraseOf } from '../reading/phrases.ts';
import { NOTHING, promptOf, type Sample } from '../samples/conversation.ts';
import { beyondHeading, headingOf, headingsOf } from '../samples/headings.ts';
import { Sampler } from '../samples/sampler.ts';
import type { Wording } from '../samples/wording.ts';
import { learnMerges } from '../tokenizer/learn-merges.ts';
import { MARKS, Tokenizer } from '../tokenizer/tokenizer.ts';
import { MODEL, SEED } from './settings.ts';

const MERGES = 2560;
/** Questions from which the tokenizer learns. */
const READ_FOR_MERGES = 60_000;
/** Answers stand in earlier turns, so they are read as well. */
const ANSWERS_READ = 5;
/** Phrases of each way of asking that is held back. */
const HELD_PHRASES = 3;

/** What the tokenizer needs to be made again. */
export interface Vocabulary {
  readonly merges: readonly (readonly [string, string])[];
  readonly answers: readonly string[];
  readonly headings: readonly string[];
}

/** Everything train.py reads. */
export function prepare(
  intents: readonly Intent[],
  wording: Wording,
  folder: string,
  { samples, heldBack }: { samples: number; heldBack: readonly Intent[] },
): void {
  mkdirSync(folder, { recursive: true });
  const headings = headingsOf(intents);
  const merges = learnMerges(textsOf(intents, wording), MERGES);
  const answers = answersOf(intents);
  const tokenizer = new Tokenizer(merges, answers, headings);
  const sampler = new Sampler(intents, wording, SEED);
  const vocabulary: Vocabulary = { merges, answers, headings };
  writeFileSync(join(folder, 'vocabulary.json'), JSON.stringify(vocabulary));
  writeSamples(folder, 'samples', samples, () => sampler.sample(tokenizer));
  const held = heldSamples(heldBack, tokenizer);
  writeSamples(folder, 'dev', held.length, (index) => held[index] ?? { tokens: [], targets: [] });
  writeSettings(folder, tokenizer, headings);
}

/** In the order in which their phrases are numbered. */
export function answersOf(intents: readonly Intent[]): readonly string[] {
  return intents.flatMap(({ answer }) => [answer.es, answer.en]);
}

function* textsOf(intents: readonly Intent[], wording: Wording): Generator<string> {
  const sampler = new Sampler(intents, wording, SEED + 1);
  for (let count = 0; count < READ_FOR_MERGES; count += 1) yield sampler.question().text;
  for (const { answer } of intents) {
    for (let count = 0; count < ANSWERS_READ; count += 1) {
      yield answer.es;
      yield answer.en;
    }
  }
}

function writeSamples(
  folder: string,
  name: string,
  count: number,
  sampleAt: (index: number) => Sample,
): void {
  const tokens: number[] = [];
  const targets: number[] = [];
  const ends = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) {
    const sample = sampleAt(index);
    for (const token of sample.tokens) tokens.push(token);
    for (const target of sample.targets) targets.push(target);
    ends[index] = tokens.length;
  }
  writeFileSync(join(folder, `${name}.tokens.bin`), Uint16Array.from(tokens));
  writeFileSync(join(folder, `${name}.targets.bin`), Uint16Array.from(targets));
  writeFileSync(join(folder, `${name}.ends.bin`), ends);
}

function heldSamples(intents: readonly Intent[], tokenizer: Tokenizer): readonly Sample[] {
  const random = new SeededRandom(SEED + 2);
  return intents.flatMap((intent) =>
    LANGUAGES.flatMap((language) => {
      const heading = tokenizer.idOf(headingOf(language, intent.id));
      return intent.ask[language].flatMap((template) =>
        Array.from({ length: HELD_PHRASES }, () => {
          const tokens = promptOf(tokenizer, tokenizer.encode(phraseOf(template, random)));
          return {
            tokens,
            targets: tokens.map((_, at) => (at < tokens.length - 1 ? NOTHING : heading)),
          };
        }),
      );
    }),
  );
}

function writeSettings(folder: string, tokenizer: Tokenizer, headings: readonly string[]): void {
  const settings = {
    seed: SEED,
    model: { ...MODEL, vocabulary: tokenizer.tokens.length },
    marks: MARKS.length,
    words_end: tokenizer.wordsEnd,
    first_heading: tokenizer.tokens.length - headings.length,
    /** Of each heading, the one that refuses in the same language. */
    beyond: headings.map((heading) =>
      tokenizer.idOf(beyondHeading(heading.startsWith('<|es') ? 'es' : 'en')),
    ),
  };
  writeFileSync(join(folder, 'training.json'), JSON.stringify(settings, null, 1));
}

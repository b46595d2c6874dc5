import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Judge } from '../judging/judge.ts';
import { refusalsOf } from '../samples/headings.ts';
import { LANGUAGES, readCorpus } from './corpus.ts';
import { divide, readHeldOut, SETS } from './held-out.ts';
import { bare } from './phrases.ts';

const FOLDER = join(import.meta.dirname, '..');
const intents = readCorpus(join(FOLDER, 'corpus'));
const HELD_OUT = join(FOLDER, 'held-out');
const heldOut = SETS.flatMap((set) => readHeldOut(HELD_OUT, set));

describe('the corpus', () => {
  test('asks for every intent in many ways', () => {
    const fewest = Math.min(
      ...intents.flatMap(({ ask }) => LANGUAGES.map((language) => ask[language].length)),
    );
    expect(intents.length).toBeGreaterThan(200);
    expect(fewest).toBeGreaterThanOrEqual(10);
  });

  test('has one answer for each intent', () => {
    for (const language of LANGUAGES) {
      const answers = intents.map(({ answer }) => answer[language]);
      expect(new Set(answers).size).toBe(answers.length);
    }
  });

  test('has no space before a mark in an answer, which the engine would take away', () => {
    const answers = intents.flatMap(({ answer }) => [answer.es, answer.en]);
    expect(answers.filter((answer) => / [.,?!]/.test(answer))).toEqual([]);
  });

  test('refuses with one sentence', () => {
    expect(refusalsOf(intents)).toEqual([
      'Eso está fuera de lo que sé.',
      'That is beyond what I know.',
    ]);
  });
});

describe('what was held out', () => {
  test('is about intents that there are', () => {
    expect(new Judge(intents).unknownIn(heldOut)).toEqual([]);
  });

  test('has no set but those with a name', () => {
    expect(() => readHeldOut(HELD_OUT, 'fourth')).toThrow(/only first, second, third/);
  });

  test('asks no question twice, in whichever sets', () => {
    const asked = heldOut.map(({ language, text }) => `${language} ${bare(text)}`);
    expect(asked.filter((one, index) => asked.indexOf(one) !== index)).toEqual([]);
  });

  test('is not measured where the corpus asks the same', () => {
    const { unseen, known } = divide(intents, [
      { file: 'test', language: 'en', text: 'What is a compressor?', intents: ['compressor'] },
      { file: 'test', language: 'en', text: 'so, er, compressors, eh?', intents: ['compressor'] },
    ]);
    expect(known.map(({ text }) => text)).toEqual(['What is a compressor?']);
    expect(unseen).toHaveLength(1);
  });
});

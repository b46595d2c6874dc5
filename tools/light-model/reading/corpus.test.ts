import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Judge } from '../judging/judge.ts';
import { refusalsOf } from '../samples/headings.ts';
import { LANGUAGES, readCorpus } from './corpus.ts';
import { divide, readHeldOut } from './held-out.ts';

const FOLDER = join(import.meta.dirname, '..');
const intents = readCorpus(join(FOLDER, 'corpus'));
const heldOut = ['held-out', 'held-out/second'].flatMap((set) => readHeldOut(join(FOLDER, set)));

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

  test('is not measured where the corpus asks the same', () => {
    const { unseen, known } = divide(intents, [
      { file: 'test', language: 'en', text: 'What is a compressor?', intents: ['compressor'] },
      { file: 'test', language: 'en', text: 'so, er, compressors, eh?', intents: ['compressor'] },
    ]);
    expect(known.map(({ text }) => text)).toEqual(['What is a compressor?']);
    expect(unseen).toHaveLength(1);
  });
});

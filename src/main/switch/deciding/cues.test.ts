import { expect, test } from 'vitest';
import { CUE_WORDS } from './cue-words.ts';
import { cuesOf } from './cues.ts';

const cuesIn = (text: string): readonly (readonly string[])[] => cuesOf(text.split(' '));

test('a word speaks for its cue, whatever its ending where any will do', () => {
  expect(cuesIn('traducimos reverb')).toEqual([['translate'], ['audioThing']]);
});

test('a word that is in no list speaks for nothing', () => {
  expect(cuesIn('zarzamora')).toEqual([[]]);
});

test('a phrase speaks for all its words: an abstract class is no abstract', () => {
  expect(cuesIn('abstract')).toEqual([['summarize', 'document']]);
  expect(cuesIn('abstract class')).toEqual([['codeThing'], []]);
});

test('the longest phrase counts', () => {
  expect(cuesIn('how do you say it')).toEqual([['translate'], [], [], [], []]);
});

test('all words are as prompts are compared: small letters without accents', () => {
  for (const { words } of CUE_WORDS) expect(words).toMatch(/^[a-z0-9_*+#\s]+$/);
});

import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../shared/errors/catalogue.ts';
import { english } from './english.ts';
import { spanish } from './spanish.ts';

type Tree = { readonly [key: string]: string | Tree };

/** Every text with its dotted name. */
function textsOf(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : textsOf(value, `${prefix}${key}.`),
  );
}
const ENGLISH = new Map(textsOf(english));
const SPANISH = new Map(textsOf(spanish));
const placeholders = (text: string): string[] => (text.match(/\{\{\w+/g) ?? []).toSorted();

test('both languages say the same things; Spanish also counts in millions', () => {
  const counted = [...SPANISH.keys()].filter((key) => !key.endsWith('_many'));
  expect(counted.toSorted()).toEqual([...ENGLISH.keys()].toSorted());
});

test('both languages fill in the same values', () => {
  for (const [key, text] of SPANISH) {
    const source = ENGLISH.get(key.replace(/_many$/, '_other')) ?? '';
    expect(placeholders(text), key).toEqual(placeholders(source));
  }
});

test('no text is left untranslated or empty', () => {
  const same = [...ENGLISH].filter(([key, text]) => SPANISH.get(key) === text).map(([key]) => key);
  // Words that both languages share.
  expect(same.toSorted()).toEqual(SHARED_WORDS.toSorted());
  for (const text of [...ENGLISH.values(), ...SPANISH.values()]) expect(text.trim()).not.toBe('');
});

test('every error of the console is one of the catalogue, or the console’s own', () => {
  const known = new Set<string>([...ERROR_CODES, 'CONNECTION_LOST']);
  for (const code of Object.keys(english.errors)) expect(known, code).toContain(code);
});

const SHARED_WORDS = [
  'ask.speed',
  'ask.tokens_one',
  'ask.tokens_other',
  'details.id',
  'details.tokens',
  'models.contextTokens_one',
  'models.contextTokens_other',
  'models.tokensPerSecond',
  'specialty.audio',
];

import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import { classify, typeOfQuery } from './classify.ts';

const ARTICLE =
  'Python functions are compiled to bytecode. The import statement runs a module once. ' +
  'A class is an object too, and its methods are functions that were looked up on it. ';

const PROMPTS: readonly (readonly [string, QueryType])[] = [
  ['hola, ¿cómo estás?', 'text_generation'],
  ['Escribe un poema sobre el mar', 'text_generation'],
  ['Write a birthday card for my mother', 'text_generation'],
  ['Analiza este código', 'code'],
  ['Write a Python script that renames files', 'code'],
  ['write a python script that analyses the sentiment of tweets', 'code'],
  ['const x = compute(1);', 'code'],
  ['#include <stdio.h>\nint main', 'code'],
  ['Traduce al inglés: buenos días', 'translation'],
  ['Translate this into Spanish', 'translation'],
  ['translate: the compressor reduces the peaks of the mix before mastering', 'translation'],
  ['Traduce esta función de Java a Python', 'code'],
  ['como se dice umbral en ingles', 'translation'],
  ['Resume este artículo en tres líneas', 'summarization'],
  ['Summarize the minutes', 'summarization'],
  [`Give me the key points of this article:\n\n${ARTICLE.repeat(4)}`, 'summarization'],
  [`${ARTICLE.repeat(4)}\n\nHazme un resumen de este texto, por favor`, 'summarization'],
  ['Las voces suenan sibilantes en la mezcla', 'audio'],
  ['Which LUFS target should mastering aim at?', 'audio'],
  ['¿Qué se ve en esta fotografía?', 'vision'],
  ['Describe the screenshot', 'vision'],
  ['Calcula el embedding de esta frase', 'embedding'],
  ['Compara estas dos ofertas', 'analysis'],
  ['analisa las ventas del ultimo trimestre', 'analysis'],
  ['best places to visit in Peru', 'text_generation'],
  ['¿Cómo importo un modelo?', 'text_generation'],
  ['what is the function of the liver', 'text_generation'],
  ['how do I return a package', 'text_generation'],
  ['cómo quito el óxido de la bici', 'text_generation'],
  ['how much celery goes in the soup', 'text_generation'],
  ['celery task retries twice in production', 'code'],
  ['Escribe un diálogo en el que dos vecinas comparan precios', 'text_generation'],
  ['what is an abstract class in java', 'code'],
  [
    'My host wrote "La colazione è dalle otto alle dieci e non è inclusa", what does it mean?',
    'translation',
  ],
];

test.for(PROMPTS)('"%s" → %s', ([prompt, type]) => {
  expect(classify(prompt).type).toBe(type);
});

test('says whether a rule or the classifier found the type, and how sure it is', () => {
  expect(classify('Translate this into Spanish')).toEqual({
    type: 'translation',
    confidence: 1,
    by: 'rule',
  });
  const guess = classify('My kick and my bass clash in the mix');
  expect(guess).toMatchObject({ type: 'audio', by: 'classifier' });
  expect(guess.confidence).toBeGreaterThan(0.8);
  expect(guess.confidence).toBeLessThan(1);
});

describe('the type of a query', () => {
  const never = (): string => {
    throw new Error('Nobody needs the text.');
  };

  test('is what the caller states, whatever the text', () => {
    expect(typeOfQuery('vision', never)).toEqual({
      type: 'vision',
      source: 'caller',
      confidence: 1,
    });
  });

  test('is told by a rule or the classifier where the caller leaves it out', () => {
    expect(typeOfQuery(undefined, () => 'Translate this into Spanish')).toEqual({
      type: 'translation',
      source: 'rule',
      confidence: 1,
    });
    expect(typeOfQuery(undefined, () => 'My kick and my bass clash in the mix')).toMatchObject({
      type: 'audio',
      source: 'classifier',
    });
  });

  test('is never guessed to be one that rules out all other models', () => {
    for (const text of ['Describe the screenshot', 'Calcula el embedding de esta frase']) {
      expect(typeOfQuery(undefined, () => text).type).toBe('text_generation');
    }
  });
});

test('takes what says nothing for text_generation', () => {
  for (const nothing of ['', 'x', 'hi', 'slow', '¿?'])
    expect(classify(nothing).type).toBe('text_generation');
});

test('finds what is asked behind a long text, too', () => {
  const pasted = 'The council approved the plan. Residents want more buses. '.repeat(500);
  expect(classify(`${pasted}\n\nTranslate the text above into German`).type).toBe('translation');
});

describe('whatever the text is', () => {
  const MEGABYTE = 1_000_000;
  test.for([
    ['nothing', ''],
    ['one letter a million times', 'a'.repeat(MEGABYTE)],
    ['spaces', ' '.repeat(MEGABYTE)],
    ['line ends', '\n'.repeat(MEGABYTE)],
    ['quotation marks that never close', '«'.repeat(MEGABYTE)],
    ['brackets', '<a('.repeat(MEGABYTE / 4)],
    ['emoji', '👩‍👩‍👧‍👦'.repeat(MEGABYTE / 10)],
    ['unpaired surrogates', '\ud83d '.repeat(MEGABYTE / 2)],
    ['heaps of accents', `a${'\u0301'.repeat(MEGABYTE)}`],
    ['digits in a row', '1,2;'.repeat(MEGABYTE / 4)],
  ] as const)('%s is answered at once', ([, text]) => {
    classify(text);
    const before = performance.now();
    const { confidence } = classify(text);
    // A generous limit for a busy machine; what grows with the text would take seconds.
    expect(performance.now() - before).toBeLessThan(100);
    expect(confidence).toBeGreaterThan(0);
  });
});

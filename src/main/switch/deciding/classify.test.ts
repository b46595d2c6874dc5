import { expect, test } from 'vitest';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import { classify } from './classify.ts';

const PROMPTS: readonly (readonly [string, QueryType])[] = [
  ['hola, ¿cómo estás?', 'text_generation'],
  ['Analiza este código', 'code'],
  ['Write a Python script that renames files', 'code'],
  ['const x = compute(1);', 'code'],
  ['#include <stdio.h>\nint main', 'code'],
  ['What does ```x``` do?', 'code'],
  ['Traduce al inglés: buenos días', 'translation'],
  ['Translate this into Spanish', 'translation'],
  ['Resume este artículo en tres líneas', 'summarization'],
  ['Summarize the minutes', 'summarization'],
  ['Las voces suenan sibilantes en la mezcla', 'audio'],
  ['Which LUFS target should mastering aim at?', 'audio'],
  ['¿Qué se ve en esta fotografía?', 'vision'],
  ['Describe the screenshot', 'vision'],
  ['Calcula el embedding de esta frase', 'embedding'],
  ['Compara estas dos ofertas', 'analysis'],
  ['Why did sales fall?', 'analysis'],
];

test.for(PROMPTS)('"%s" → %s', ([prompt, type]) => {
  expect(classify(prompt)).toBe(type);
});

test('looks at the beginning of a long prompt only', () => {
  expect(classify(`${'a '.repeat(5000)} traduce`)).toBe('text_generation');
});

import { expect, test } from 'vitest';
import { textsFor } from './texts.ts';

test.for([
  ['es', 'Archivo'],
  ['es-MX', 'Archivo'],
  ['ES-419', 'Archivo'],
  ['en-GB', 'File'],
  ['de', 'File'],
  ['est', 'File'],
  ['', 'File'],
] as const)('on a system in "%s" the first menu is "%s"', ([locale, file]) => {
  expect(textsFor(locale).file).toBe(file);
});

test.for(['en', 'es'])('no text of "%s" is empty', (locale) => {
  const texts = textsFor(locale);
  const plain = Object.values(texts).filter((text) => typeof text === 'string');
  expect(plain.every((text) => text.trim().length > 0)).toBe(true);
  expect(texts.notImported(1)).not.toBe(texts.notImported(2));
  expect(texts.notImported(2)).toContain('2');
});

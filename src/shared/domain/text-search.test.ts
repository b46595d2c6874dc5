import { expect, test } from 'vitest';
import { mentions } from './text-search.ts';

test.for([
  ['Éxito total', 'exito', true],
  ['exito total', 'ÉXITO', true],
  ['mañana', 'manana', true],
  ['mañana', 'hoy', false],
  ['anything', '', true],
] as const)('"%s" contains "%s": %s', ([text, part, expected]) => {
  expect(mentions(text, part)).toBe(expected);
});

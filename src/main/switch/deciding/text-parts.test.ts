import { expect, test } from 'vitest';
import { partsOf, wordsOf } from './text-parts.ts';

const ARTICLE = 'The council approved the plan. Residents want more buses. '.repeat(10).trim();

test('what is asked ends at a colon, and what follows is pasted', () => {
  const { lead, pasted } = partsOf(`Translate this into German: ${ARTICLE}`);
  expect({ lead, pasted }).toEqual({ lead: 'Translate this into German', pasted: true });
});

test('what is asked may stand behind what is pasted', () => {
  const { close } = partsOf(`«${ARTICLE}»\n\nPut that in one sentence`);
  expect(close.trim()).toBe('Put that in one sentence');
});

test('a long story without a mark is told, not pasted', () => {
  const { pasted, middle } = partsOf(`I record at home. ${ARTICLE}`);
  expect(pasted).toBe(false);
  expect(middle).not.toBe('');
});

test('a short prompt is all what is asked', () => {
  expect(partsOf('best places to visit in Peru').lead).toBe('best places to visit in Peru');
});

test('of a long prompt the beginning and the end are looked at', () => {
  const { seen } = partsOf(`begin ${'x '.repeat(100_000)}end`);
  expect(seen.length).toBeLessThan(1600);
  expect(seen).toMatch(/^begin [^]*end$/);
});

test('words come without case and accents, and not without end', () => {
  expect(wordsOf('¿CÓMO estás, c++?')).toEqual(['como', 'estas', 'c++']);
  expect(wordsOf('a'.repeat(100))[0]).toHaveLength(24);
});

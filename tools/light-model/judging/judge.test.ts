import { expect, test } from 'vitest';
import type { Intent } from '../reading/corpus.ts';
import { Judge } from './judge.ts';

const intent = (id: string): Intent => ({
  id,
  file: 'test',
  answer: { es: `Respuesta de ${id}.`, en: `Answer of ${id}.` },
  ask: { es: [], en: [] },
});
const judge = new Judge(
  ['import-model', 'list-models', 'unclear', 'beyond-near', 'beyond-task'].map(intent),
);

const asked = (...intents: readonly string[]) => {
  return { file: 'test', language: 'en', text: '?', intents } as const;
};

test.each([
  ['its own answer', ['import-model'], 'Answer of  import-model.\n', 'right'],
  ['the answer of a neighbour', ['import-model', 'list-models'], 'Answer of list-models.', 'right'],
  ['another refusal where one is right', ['beyond-task'], 'Answer of beyond-near.', 'right'],
  ['a refusal where it should know', ['import-model'], 'Answer of beyond-near.', 'refused'],
  ['asking back', ['import-model'], 'Answer of unclear.', 'refused'],
  ['a fluent answer to another question', ['import-model'], 'Answer of list-models.', 'nonsense'],
  ['an answer where it should refuse', ['beyond-near'], 'Answer of list-models.', 'nonsense'],
  ['the other language', ['import-model'], 'Respuesta de import-model.', 'nonsense'],
  ['a half answer', ['import-model'], 'Answer of import', 'nonsense'],
])('%s', (_, intents, answer, verdict) => {
  expect(judge.verdict(asked(...intents), answer)).toBe(verdict);
});

test('names what was held out for an intent that does not exist', () => {
  expect(judge.unknownIn([asked('import-model'), asked('import')])).toEqual(['import']);
});

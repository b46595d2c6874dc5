import { expect, test } from 'vitest';
import { reworded } from './reword.ts';

const VOCABULARY = {
  merges: [],
  answers: ['Open Models. Drop it.', 'Not yet. Drop it.'],
  headings: ['<|en:beyond|>'],
};

test('an answer of as many phrases takes the place of the one that was learnt', () => {
  const answers = ['Open Rotation. Drop it.', 'Not yet. Drop it.'];
  expect(reworded(VOCABULARY, answers)).toEqual({ ...VOCABULARY, answers });
});

test.each([
  ['has more phrases', ['Open Models. Drop it. Wait.', 'Not yet. Drop it.']],
  ['no longer shares one with another', ['Open Models. Drop it.', 'Not yet. Press it.']],
  ['shares one that it did not', ['Open Models. Drop it.', 'Open Models. Drop it.']],
  ['is of an intent that was not there', ['Open Models. Drop it.', 'Not yet. Drop it.', 'New.']],
])('one that %s takes a training', (_, answers) => {
  expect(() => reworded(VOCABULARY, answers)).toThrow(/takes a training|other intents/);
});

import { expect, test } from 'vitest';
import { namesOf } from './model-names.ts';

test('a model is called by its name, unless that says too little', () => {
  const nameOf = namesOf([
    { id: 'me/coder:q8', name: 'Coder' },
    { id: 'me/twin:q4', name: 'Twin' },
    { id: 'me/twin:q8', name: 'Twin' },
  ]);
  expect(['me/coder:q8', 'me/twin:q4', 'me/gone:q8'].map(nameOf)).toEqual([
    'Coder',
    'me/twin:q4',
    'me/gone:q8',
  ]);
});

import { expect, test } from 'vitest';
import { modelId } from '../../../shared/domain/ids.ts';
import { pastAttempt } from '../testing/models.ts';
import { ModelPaces } from './model-paces.ts';

const A = modelId('a');

test('nothing is known before the first measurement', () => {
  expect(new ModelPaces().of(A)).toEqual({ writing: null, reading: null, load_s: null });
});

test('a model reads until its first token, writes from there on, and takes its time to load', () => {
  const paces = new ModelPaces();
  paces.answered(pastAttempt());
  paces.loaded(A, 2345);
  expect(paces.of(A)).toEqual({ writing: 10, reading: 200, load_s: 2.3 });
});

test('what of a prompt was computed before was not read', () => {
  const paces = new ModelPaces();
  paces.answered(pastAttempt({ prompt_tokens: 120, cached_tokens: 100 }));
  expect(paces.of(A).reading).toBe(200);
});

test.for([
  ['a prompt of which nobody knows how much was computed', { cached_tokens: null }],
  ['a prompt that was computed before', { prompt_tokens: 20, cached_tokens: 15 }],
  ['an answer without a time', { first_token_ms: null, total_ms: null }],
] as const)('%s says nothing of reading', ([, more]) => {
  const paces = new ModelPaces();
  paces.answered(pastAttempt(more));
  expect(paces.of(A).reading).toBeNull();
});

test('a few tokens say nothing of writing', () => {
  const paces = new ModelPaces();
  paces.answered(pastAttempt({ completion_tokens: 8 }));
  expect(paces.of(A).writing).toBeNull();
});

test('what changes nothing that counts leaves the same object', () => {
  const paces = new ModelPaces();
  paces.answered(pastAttempt());
  const before = paces.of(A);
  paces.answered(pastAttempt({ total_ms: 1101 }));
  expect(paces.of(A)).toBe(before);
});

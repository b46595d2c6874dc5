import { describe, expect, test } from 'vitest';
import { parametersOf, parametersOfName, surelyExceeds } from './parameters.ts';
import { quantsOf } from './quants.ts';

test.for([
  ['Llama-3.2-1B-Instruct', 1e9],
  ['qwen2.5-coder-1.5b-instruct', 1.5e9],
  ['SmolLM2-135M', 135e6],
  ['Mixtral-8x7B-v0.1', 56e9],
  ['Qwen3-30B-A3B', 30e9],
  ['gemma-3n-E4B', null],
  ['Phi-3.5-mini', null],
  ['v1.5b2', null],
  ['99999T', null],
] as const)('the name %s tells %s parameters', ([name, count]) => {
  expect(parametersOfName(name)).toBe(count);
});

describe('how many parameters a model has', () => {
  const quants = quantsOf([{ path: 'm-Q4_K_M.gguf', size_bytes: 806_058_272, sha256: null }]);

  test('is what the hub says where the files agree', () => {
    expect(parametersOf(999_885_952, 'm', quants)).toEqual({ count: 999_885_952, from: 'hub' });
  });

  test('is what the name tells where the hub says something absurd', () => {
    expect(parametersOf(4e12, 'gemma-3-1b-it', quants)).toEqual({ count: 1e9, from: 'name' });
    expect(parametersOf(100, 'gemma-3-1b-it', quants)).toEqual({ count: 1e9, from: 'name' });
  });

  test('is worked out from a file where nobody tells, or the name lies, too', () => {
    const worked = { count: Math.round((806_058_272 * 8) / 4.89), from: 'size' };
    expect(parametersOf(null, 'gemma', quants)).toEqual(worked);
    expect(parametersOf(null, 'gemma-900b', quants)).toEqual(worked);
  });

  test('is unknown without files', () => {
    expect(parametersOf(1e9, 'gemma-1b', [])).toBeNull();
  });
});

test('a model exceeds a limit for sure only where no quant there is could be within it', () => {
  expect(surelyExceeds(70e9, 2 ** 31)).toBe(true);
  expect(surelyExceeds(13e9, 2 ** 31)).toBe(false);
  expect(surelyExceeds(null, 2 ** 31)).toBe(false);
});

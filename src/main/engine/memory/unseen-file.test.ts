import { expect, test } from 'vitest';
import { bytes } from '../../../shared/domain/units.ts';
import { needOfUnseenFile } from './unseen-file.ts';

const file = (size: number, parameters: number, context_length: number | null = null) =>
  needOfUnseenFile({ bytes: bytes(size), parameters, context_length });

test.for([
  ['SmolLM2 135M Q8_0', 145e6, 135e6, 250e6, 450e6],
  ['Llama 3.2 1B Q4_K_M', 808e6, 1.24e9, 1.1e9, 1.4e9],
  ['Llama 3.2 3B Q4_K_M', 2.02e9, 3.2e9, 2.4e9, 2.8e9],
  ['Llama 3.1 8B Q2_K', 3.18e9, 8e9, 3.6e9, 4.2e9],
  ['Llama 3.1 70B Q2_K', 26.4e9, 70e9, 27e9, 29e9],
] as const)('%s needs its file and somewhat more', ([, size, parameters, least, most]) => {
  const need = file(size, parameters);
  expect(need).toBeGreaterThan(least);
  expect(need).toBeLessThan(most);
});

test('a larger file of the same model needs more, by what it is larger', () => {
  expect(file(900e6, 1e9) - file(800e6, 1e9)).toBe(100e6);
});

test('a model with a short context needs less', () => {
  expect(file(800e6, 1e9, 512)).toBeLessThan(file(800e6, 1e9));
  expect(file(800e6, 1e9, 131_072)).toBe(file(800e6, 1e9));
});

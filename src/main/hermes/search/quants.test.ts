import { describe, expect, test } from 'vitest';
import { bitsOfQuant, quantOfName } from './quant-labels.ts';
import { nearestToUsual, quantsOf } from './quants.ts';

const file = (path: string, size_bytes = 100) => ({ path, size_bytes, sha256: null });
const keys = (...paths: readonly string[]): string[] =>
  quantsOf(paths.map((path, index) => file(path, index + 1))).map(({ key }) => key);

test.for([
  ['gemma-3-1b-it-Q4_K_M', 'Q4_K_M'],
  ['mixtral-8x7b-instruct-v0.1.Q2_K', 'Q2_K'],
  ['model-q8_0', 'Q8_0'],
  ['model-UD-Q4_K_XL', 'Q4_K_XL'],
  ['model-IQ2_XXS', 'IQ2_XXS'],
  ['model.f16', 'F16'],
  ['model-BF16', 'BF16'],
  ['Q8_0-from-F32-Q4_0', 'Q4_0'],
  ['gpt-oss-20b-MXFP4', 'MXFP4'],
  ['plain', 'unknown'],
  ['Q4_K_Mega', 'unknown'],
  ['seq8_0', 'unknown'],
] as const)('the quant of %s is %s', ([name, label]) => {
  expect(quantOfName(name)).toBe(label);
});

test('quants are in the order of their bits', () => {
  const order = ['Q2_K', 'Q3_K_S', 'Q3_K_M', 'Q4_K_S', 'Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0', 'F16'];
  expect(order.toSorted((one, other) => bitsOfQuant(one) - bitsOfQuant(other))).toEqual(order);
});

describe('the quants of a repository', () => {
  test('are its GGUF files, from the smallest, with their true sizes', () => {
    const found = quantsOf([
      file('.gitattributes', 2109),
      file('README.md', 31),
      file('gemma-3-1b-it-Q8_0.gguf', 1_069_306_368),
      file('gemma-3-1b-it-Q4_K_M.gguf', 806_058_272),
    ]);
    expect(found.map(({ key, size_bytes }) => [key, size_bytes])).toEqual([
      ['Q4_K_M', 806_058_272],
      ['Q8_0', 1_069_306_368],
    ]);
  });

  test.for([
    'mmproj-model-f16.gguf',
    'model-mmproj-f16.gguf',
    'model.imatrix.gguf',
    'imatrix.gguf',
    'mtp-model-Q8_0.gguf',
    'eagle3-model-Q8_0.gguf',
    'dflash-model.gguf',
    'dspark-model.gguf',
    'model.safetensors',
    'model-Q4_K_M.gguf.txt',
  ])('leave out %s, which is no model by itself', (path) => {
    expect(keys(path, 'model-Q4_K_M.gguf')).toEqual(['Q4_K_M']);
  });

  test('sum up a complete set of parts and keep their order', () => {
    const [quant, ...rest] = quantsOf([
      file('Q8_0/big-00002-of-00003.gguf', 20),
      file('Q8_0/big-00003-of-00003.gguf', 30),
      file('Q8_0/big-00001-of-00003.gguf', 10),
    ]);
    expect(rest).toEqual([]);
    expect(quant).toMatchObject({ key: 'Q8_0', size_bytes: 60 });
    expect(quant?.files.map(({ path }) => path.slice(9, 14))).toEqual(['00001', '00002', '00003']);
  });

  test.for([
    ['a part is missing', ['m-Q8_0-00001-of-00002.gguf']],
    ['parts are of different sets', ['m-Q8_0-00001-of-00002.gguf', 'm-Q8_0-00002-of-00003.gguf']],
    ['parts are in different folders', ['a/m-00001-of-00002.gguf', 'b/m-00002-of-00002.gguf']],
    ['a number is beyond the total', ['m-Q8_0-00001-of-00002.gguf', 'm-Q8_0-00003-of-00002.gguf']],
    ['a number is 0', ['m-Q8_0-00000-of-00002.gguf', 'm-Q8_0-00001-of-00002.gguf']],
  ] as const)('leave out a set where %s', ([, paths]) => {
    expect(keys(...paths)).toEqual([]);
  });

  test('have keys of their own where a label is missing or stands twice', () => {
    expect(keys('a-Q4_0.gguf', 'b-Q4_0.gguf', 'sub/plain.gguf')).toEqual([
      'Q4_0',
      'b-Q4_0',
      'sub/plain',
    ]);
  });
});

describe('the quant to take', () => {
  const taken = (...labels: readonly string[]) =>
    nearestToUsual(labels.map((label) => ({ label })))?.label;

  test.for([
    [['Q2_K', 'Q4_K_M', 'Q8_0'], 'Q4_K_M'],
    [['Q2_K', 'Q3_K_S', 'Q3_K_L'], 'Q3_K_L'],
    [['Q8_0', 'F16'], 'Q8_0'],
    [['Q2_K', 'Q5_K_M'], 'Q5_K_M'],
    [['unknown'], 'unknown'],
    [[], undefined],
  ] as const)('of %j is %s', ([labels, expected]) => {
    expect(taken(...labels)).toBe(expected);
  });
});

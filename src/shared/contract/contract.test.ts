import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { describe, expect, test } from 'vitest';
import { ERROR_CATALOGUE, isErrorCode } from '../errors/catalogue.ts';
import { accessOf, SCOPES } from './access.ts';
import { downloadInputSchema } from './downloads.ts';
import { contract } from './index.ts';
import { importInputSchema } from './models.ts';

type Named = readonly [name: string, operation: AnyContractProcedure];

/** Every operation of the tree with its dotted name. */
function operationsOf(tree: object, prefix = ''): Named[] {
  return Object.entries(tree).flatMap(([key, value]): Named[] => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    return isContractProcedure(value) ? [[name, value]] : operationsOf(value, name);
  });
}
const OPERATIONS = operationsOf(contract);
const definition = (operation: AnyContractProcedure) => operation['~orpc'];

test('every operation is found', () => {
  expect(OPERATIONS.length).toBeGreaterThanOrEqual(14);
});

describe.for(OPERATIONS)('%s', ([, operation]) => {
  const { route, meta, errorMap, outputSchema } = definition(operation);

  test('states who may call it', () => {
    expect(['public', ...SCOPES]).toContain(meta['access']);
    expect(accessOf(meta)).toBe(meta['access']);
  });

  test('has a REST method and path, a summary and a group', () => {
    expect(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).toContain(route.method);
    expect(route.path).toMatch(/^\/([a-z-]+(\/([a-z-]+|\{\+?[a-z]+\}))*)?$/);
    expect(route.summary).toMatch(/^[A-Z]/);
    expect(route.tags).toHaveLength(1);
  });

  test('says what it answers', () => {
    expect(outputSchema).toBeDefined();
  });

  test('knows the refusals of any operation, and only errors of the catalogue', () => {
    expect(errorMap).toMatchObject({
      UNAUTHORIZED: {},
      FORBIDDEN: {},
      INVALID_INPUT: {},
      INTERNAL: {},
    });
    for (const [code, error] of Object.entries(errorMap)) {
      expect(error).toMatchObject(isErrorCode(code) ? ERROR_CATALOGUE[code] : { code: 'unknown' });
    }
  });
});

test('no two operations share a method and a path', () => {
  const places = OPERATIONS.map(([, operation]) => {
    const { method, path } = definition(operation).route;
    return `${method} ${path?.replaceAll(/\{.*?\}/g, '{}')}`;
  });
  expect(places).toEqual([...new Set(places)]);
});

test('what changes something is not public', () => {
  const open = OPERATIONS.map(([, operation]) => definition(operation))
    .filter(({ meta }) => meta['access'] === 'public')
    .map(({ route }) => route.method);
  expect(new Set(open)).toEqual(new Set(['GET']));
});

test.for([
  [{}, 'admin'],
  [{ access: undefined }, 'admin'],
  [{ access: 'everyone' }, 'admin'],
  [{ access: 'PUBLIC' }, 'admin'],
  [{ access: 'public' }, 'public'],
  [{ access: 'clis' }, 'clis'],
] as const)('the access of %j is %s', ([meta, access]) => {
  expect(accessOf(meta)).toBe(access);
});

const NAMES: readonly (readonly [string, boolean])[] = [
  ['Modelo de prueba', true],
  ['señal_2.0-b', true],
  ['7B', true],
  ['x'.repeat(80), true],
  ['x'.repeat(81), false],
  ['', false],
  ['../escape', false],
  ['.hidden', false],
  ['a/b', false],
  ['a\\b', false],
  ['a\nb', false],
  ['a\n', false],
  ['<b>', false],
];
test.for(NAMES)('a model may be named %j: %s', ([name, taken]) => {
  expect(importInputSchema.safeParse({ path: '/a.gguf', name }).success).toBe(taken);
});

test.for([
  [{ repo: 'ggml-org/gemma-3-1b-it-GGUF', file: 'gemma-3-1b-it-Q4_K_M.gguf' }, true],
  [{ repo: 'a/b', file: 'deep/er/My model (v1) ñ.GGUF' }, true],
  [{ repo: 'a/b', quant: 'Q4_K_M' }, true],
  [{ repo: 'a/b' }, false],
  [{ repo: 'a/b', file: 'c.gguf', quant: 'Q8_0' }, false],
  [{ repo: 'a', file: 'c.gguf' }, false],
  [{ repo: 'a/b/c', file: 'c.gguf' }, false],
  [{ repo: '../b', file: 'c.gguf' }, false],
  [{ repo: 'a/..', file: 'c.gguf' }, false],
  [{ repo: 'a/b?x', file: 'c.gguf' }, false],
  [{ repo: 'a/b', file: 'c.bin' }, false],
  [{ repo: 'a/b', file: '../c.gguf' }, false],
  [{ repo: 'a/b', file: '/c.gguf' }, false],
  [{ repo: 'a/b', file: 'x//c.gguf' }, false],
  [{ repo: 'a/b', file: 'x/./c.gguf' }, false],
  [{ repo: 'a/b', file: 'x\\c.gguf' }, false],
  [{ repo: 'a/b', file: 'x%2f..%2fc.gguf' }, false],
  [{ repo: 'a/b', file: 'c.gguf?x.gguf' }, false],
  [{ repo: 'a/b', file: 'c\n.gguf' }, false],
  [{ repo: 'a/b', quant: '' }, false],
] as const)('%j may be downloaded: %s', ([input, taken]) => {
  expect(downloadInputSchema.safeParse(input).success).toBe(taken);
});

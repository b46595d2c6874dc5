import { expect, it } from 'vitest';
import { SCALAR_BYTES, TENSOR_TYPES, tensorTypeOf, VALUE_TYPES, valueTypeName } from './format.ts';

it('finds every value type by its number', () => {
  for (const [name, id] of Object.entries(VALUE_TYPES)) expect(valueTypeName(id)).toBe(name);
  expect(valueTypeName(13)).toBeUndefined();
});

it('knows the size of every value but strings and arrays', () => {
  const sized = new Set(Object.keys(SCALAR_BYTES));
  const unsized = Object.keys(VALUE_TYPES).filter((name) => !sized.has(name));
  expect(unsized).toEqual(['string', 'array']);
});

it('finds every tensor type by its number, and none twice', () => {
  const ids = Object.values(TENSOR_TYPES).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [name, type] of Object.entries(TENSOR_TYPES)) {
    expect(tensorTypeOf(type.id)).toEqual({ name, ...type });
  }
});

it('does not know the types ggml has dropped', () => {
  for (const id of [4, 5, 31, 32, 33, 36, 37, 38, 43, 9999])
    expect(tensorTypeOf(id)).toBeUndefined();
});

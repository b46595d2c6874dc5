import { expect, test } from 'vitest';
import type { QueryState } from '../../../shared/domain/query.ts';
import { movesOf } from './neighbours.ts';

const LIST: readonly (readonly [string, QueryState])[] = [
  ['busy', 'running'],
  ['first', 'queued'],
  ['second', 'queued'],
  ['last', 'queued'],
];
const at = (row: number) => {
  const found = LIST[row];
  return found && { query_id: found[0], state: found[1] };
};

test('a query goes up before its upper neighbour, and down by its lower one going up', () => {
  expect(movesOf(2, at)).toEqual({
    up: { id: 'second', before: 'first' },
    down: { id: 'last', before: 'second' },
  });
});

test('nothing goes above what runs, below the end, or past what is not loaded', () => {
  expect(movesOf(1, at)).toMatchObject({ up: null });
  expect(movesOf(3, at)).toMatchObject({ down: null });
  expect(movesOf(0, at)).toEqual({ up: null, down: null });
  expect(movesOf(9, at)).toEqual({ up: null, down: null });
});

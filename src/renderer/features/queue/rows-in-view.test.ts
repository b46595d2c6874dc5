import { expect, test } from 'vitest';
import { rowsInView } from './rows-in-view.ts';

const seen = (above: number, count = 10_000) =>
  rowsInView({ above, height: 500, rowHeight: 50, count });

test('the rows that are seen are drawn, and some on either side', () => {
  expect(seen(5_000)).toEqual({ first: 92, last: 118 });
  expect(seen(5_025)).toEqual({ first: 92, last: 119 });
});

test('none before the first and none after the last', () => {
  expect(seen(-120)).toEqual({ first: 0, last: 16 });
  expect(seen(499_500)).toEqual({ first: 9_982, last: 10_000 });
  expect(seen(0, 3)).toEqual({ first: 0, last: 3 });
  expect(seen(0, 0)).toEqual({ first: 0, last: 0 });
});

test('a list that became shorter than it was scrolled shows nothing rather than wrong rows', () => {
  expect(seen(5_000, 20)).toEqual({ first: 20, last: 20 });
});

test('as many are drawn of ten thousand as of a hundred', () => {
  const drawn = ({ first, last }: { first: number; last: number }) => last - first;
  expect(drawn(seen(2_000))).toBe(drawn(seen(2_000, 100)));
});

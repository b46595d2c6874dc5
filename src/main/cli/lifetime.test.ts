import { expect, test } from 'vitest';
import { parseLifetime } from './lifetime.ts';

const DAY = 86_400;

const LIFETIMES: readonly (readonly [string, number | undefined])[] = [
  ['1m', 60],
  ['90m', 5400],
  ['12h', 43_200],
  ['30d', 30 * DAY],
  ['1y', 365 * DAY],
  ['99999y', 99_999 * 365 * DAY],
  [' 7d ', 7 * DAY],
  ['007d', 7 * DAY],
  ['0d', undefined],
  ['', undefined],
  ['7', undefined],
  ['d', undefined],
  ['-1d', undefined],
  ['1.5h', undefined],
  ['7D', undefined],
  ['7 d', undefined],
  ['7w', undefined],
  ['7d7h', undefined],
  ['123456d', undefined],
  ['1e3d', undefined],
  ['7toString', undefined],
];
test.for(LIFETIMES)('the lifetime "%s" is %s seconds', ([text, seconds]) => {
  expect(parseLifetime(text)).toBe(seconds);
});

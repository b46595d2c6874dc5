import { expect, test } from 'vitest';
import { cursorOf, placesOf } from './cursor.ts';

const PLACE = { search: 1, path: '/api/models?cursor=abc', row: 20 };

test.for([
  { huggingface: PLACE, openrouter: 40 },
  { huggingface: { ...PLACE, path: null }, openrouter: null },
  { huggingface: null, openrouter: 40 },
])('a cursor leads back to where it was made: %j', (places) => {
  expect(placesOf(cursorOf(places) ?? '')).toEqual(places);
});

test('where no source has more there is no cursor', () => {
  expect(cursorOf({ huggingface: null, openrouter: null })).toBeNull();
});

const encoded = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

test.for([
  ['nonsense', 'nonsense'],
  ['nothing', ''],
  [
    'another host',
    encoded({ huggingface: { ...PLACE, path: '@evil.example/' }, openrouter: null }),
  ],
  [
    'another address',
    encoded({ huggingface: { ...PLACE, path: '/api/whoami-v2?' }, openrouter: null }),
  ],
  ['a negative place', encoded({ huggingface: null, openrouter: -1 })],
] as const)('a cursor with %s is refused', ([, cursor]) => {
  expect(() => placesOf(cursor)).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining('cursor') }),
  );
});

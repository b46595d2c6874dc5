import { describe, expect, test } from 'vitest';
import { createFormat } from './format.ts';

/** Intl puts a no-break space between number and unit in some languages. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('numbers are written as the reader writes them', () => {
  test.for([
    ['es-ES', 668_788_096, '668,8 MB'],
    ['en-US', 668_788_096, '668.8 MB'],
    ['en-US', 0, '0 byte'],
    ['en-US', 2_147_483_648, '2.1 GB'],
  ] as const)('%s: %d bytes', ([locale, value, expected]) => {
    expect(plain(createFormat(locale).bytes(value))).toBe(expected);
  });

  test.for([
    ['es-ES', 1.234, '1,2 s'],
    ['en-US', 0.0421, '42 ms'],
  ] as const)('%s: %d seconds', ([locale, value, expected]) => {
    const written = plain(createFormat(locale).seconds(value));
    expect(written.replace('sec', 's')).toBe(expected);
  });

  test.for([
    ['en-US', 12.34, '12.3 sec'],
    ['en-US', 200, '3 min 20 sec'],
    ['en-US', 3600, '1 hr'],
    ['en-US', 3659, '1 hr'],
    ['es-ES', 90_061, '1 d 1 h'],
  ] as const)('%s: a time of %d seconds', ([locale, value, expected]) => {
    expect(plain(createFormat(locale).duration(value))).toBe(expected);
  });

  test('how long ago, in the largest whole unit', () => {
    const anHourAndMoreAgo = new Date(Date.now() - 5_400_000).toISOString();
    expect(createFormat('es-ES').since(anHourAndMoreAgo)).toBe('hace 1 hora');
    expect(createFormat('en-US').since(new Date(Date.now() + 60_000).toISOString())).toBe('now');
  });

  test('the time of day, and of which day unless it is this one', () => {
    const { clock } = createFormat('es-ES');
    const today = new Date();
    today.setHours(9, 5, 7);
    expect(clock(today.toISOString())).toBe('9:05:07');
    expect(clock(new Date(2026, 0, 31, 9, 5, 7).toISOString())).toBe('31/1/26, 9:05:07');
  });

  test('model sizes, in millions or billions', () => {
    const { parameters } = createFormat('en-US');
    expect([parameters(135e6), parameters(1.1e9)]).toEqual(['135M', '1.1B']);
  });
});

import { describe, expect, test } from 'vitest';
import { AppError, toAppError, toErrorBody } from './app-error.ts';
import { ERROR_CATALOGUE, ERROR_CODES, isErrorCode } from './catalogue.ts';

describe.for(ERROR_CODES)('%s', (code) => {
  const { status, message } = ERROR_CATALOGUE[code];

  test('is a name in capitals', () => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
  });

  test('has a status that HTTP knows as an error', () => {
    expect([
      400, 401, 403, 404, 405, 409, 410, 411, 413, 415, 422, 429, 500, 501, 502, 503, 504, 507,
    ]).toContain(status);
  });

  test('says itself in whole sentences', () => {
    expect(message).toMatch(/^[A-Z].*[^ ][."]\.?$/);
    expect(message).not.toMatch(/\s\s|\n|undefined|\.\.$/);
  });

  test('is an error with its status and its text by itself', () => {
    const error = new AppError(code);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'AppError', code, status, message, data: {} });
    expect(toErrorBody(error)).toEqual({ defined: true, code, status, message, data: {} });
  });
});

test('no two errors say the same', () => {
  const messages = ERROR_CODES.map((code) => ERROR_CATALOGUE[code].message);
  expect(new Set<string>(messages).size).toBe(messages.length);
});

test.for([
  ['INTERNAL', true],
  ['internal', false],
  ['toString', false],
  ['__proto__', false],
  ['', false],
] as const)('"%s" is a code: %s', ([code, known]) => {
  expect(isErrorCode(code)).toBe(known);
});

describe('an error of the product', () => {
  const cause = new Error('the disk said no, with a path that is nobody’s business');
  const error = new AppError('STORAGE_FULL', { message: 'Free 5 GB.', data: { free: 1 }, cause });

  test('keeps what was caught for the log, and out of what the caller gets', () => {
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(toErrorBody(error))).not.toContain('business');
    expect(toErrorBody(error)).toMatchObject({ message: 'Free 5 GB.', data: { free: 1 } });
  });

  test('passes through as it is', () => {
    expect(toAppError(error)).toBe(error);
  });

  test.for([[cause], ['a text'], [undefined], [null]])(
    'whatever else was caught becomes INTERNAL',
    ([caught]) => {
      const { code, message, cause: kept } = toAppError(caught);
      expect({ code, message, kept }).toEqual({
        code: 'INTERNAL',
        message: ERROR_CATALOGUE.INTERNAL.message,
        kept: caught,
      });
    },
  );
});

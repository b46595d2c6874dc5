import { expect, test } from 'vitest';
import { crashResponse } from './crash-response.ts';

test.for([
  ['the first time', undefined, 'reload'],
  ['again at once', 1_000_000, 'ask'],
  ['again within the minute', 940_001, 'ask'],
  ['again, much later', 940_000, 'reload'],
] as const)('a window that crashes %s', ([, before, response]) => {
  expect(crashResponse(before, 1_000_000)).toBe(response);
});

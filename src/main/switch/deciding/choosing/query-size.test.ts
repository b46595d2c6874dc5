import { describe, expect, test } from 'vitest';
import { querySize } from './query-size.ts';

const tokens = (query: string) => querySize({ query }, 2, false).prompt_tokens;

describe('the length of a prompt', () => {
  test.for([
    [0, 1],
    [4, 1],
    [100, 16],
    [128, 32],
    [255, 32],
    [256, 64],
    [4_000_000, 524_288],
  ] as const)('of %d letters is about %d tokens at least, in steps', ([letters, expected]) => {
    expect(tokens('x'.repeat(letters))).toBe(expected);
  });

  test('is that of the whole conversation, in bytes', () => {
    const content = 'ñ'.repeat(64);
    const messages = [
      { role: 'system', content },
      { role: 'user', content },
    ] as const;
    expect(querySize({ messages: [...messages] }, 2, false).prompt_tokens).toBe(64);
  });
});

test.for([
  [0, false, undefined, 10],
  [1, false, undefined, 15],
  [2, false, undefined, 60],
  [3, false, undefined, 300],
  [3, true, undefined, 5],
  [2, false, 3_600_000, 60],
  [2, false, 40_000, 16],
  [2, false, 1000, 0.5],
  [2, true, 1000, 0.5],
] as const)(
  'priority %d, in a hurry: %s, deadline %s ms: %d s are accepted',
  ([priority, hurried, deadline_ms, accepted]) => {
    expect(querySize({ query: 'x', deadline_ms }, priority, hurried).accepted_s).toBe(accepted);
  },
);

import { expect, test } from 'vitest';
import { epochMs, seconds } from '../../../shared/domain/units.ts';
import { ShortCache } from './short-cache.ts';

function counted(most = 2) {
  let now = 0;
  let loads = 0;
  const cache = new ShortCache<number>({ keep: seconds(60), most, now: () => epochMs(now) });
  return {
    cache,
    get: (key: string) => cache.get(key, () => Promise.resolve((loads += 1))),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

test('an answer is kept for its time, and no longer', async () => {
  const { get, wait } = counted();
  expect(await get('a')).toBe(1);
  wait(59_999);
  expect(await get('a')).toBe(1);
  wait(1);
  expect(await get('a')).toBe(2);
});

test('the oldest goes when there are too many', async () => {
  const { get } = counted(2);
  for (const key of ['a', 'b', 'c']) await get(key);
  expect(await get('c')).toBe(3);
  expect(await get('b')).toBe(2);
  expect(await get('a')).toBe(4);
});

test('a failure is not kept', async () => {
  const { cache, get } = counted();
  await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await get('a')).toBe(1);
});

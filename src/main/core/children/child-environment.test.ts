import { expect, test } from 'vitest';
import { childEnvironment } from './child-environment.ts';

test('only what is on the list passes, and what is added', () => {
  const source = {
    PATH: '/bin',
    Path: 'C:\\bin',
    HOME: '/home/ana',
    HF_TOKEN: 'secret',
    OPENAI_API_KEY: 'secret',
    NODE_OPTIONS: '--inspect',
    LANG: undefined,
  };
  expect(childEnvironment(source, { UV_THREADPOOL_SIZE: '1', HOME: '/tmp' })).toEqual({
    PATH: '/bin',
    Path: 'C:\\bin',
    HOME: '/tmp',
    UV_THREADPOOL_SIZE: '1',
  });
});

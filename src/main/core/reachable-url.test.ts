import { expect, test } from 'vitest';
import { reachableUrl } from './reachable-url.ts';

test.for([
  ['127.0.0.1', 'http://127.0.0.1:8080'],
  ['localhost', 'http://localhost:8080'],
  ['studio.local', 'http://studio.local:8080'],
  ['0.0.0.0', 'http://127.0.0.1:8080'],
  ['::', 'http://[::1]:8080'],
  ['::1', 'http://[::1]:8080'],
  ['fd00::7', 'http://[fd00::7]:8080'],
] as const)('a server on %s is called at %s', ([host, url]) => {
  expect(reachableUrl(host, 8080)).toBe(url);
  expect(new URL(url).href).toBe(`${url}/`);
});

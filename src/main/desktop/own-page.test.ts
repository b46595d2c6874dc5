import { describe, expect, test } from 'vitest';
import { isOwnPage, mayOpenOutside } from './own-page.ts';

const FILE = new URL('file:///opt/vx11/out/renderer/index.html');
const DEVELOPMENT = new URL('http://localhost:5173/');

describe('the window stays on its page', () => {
  test.for([
    ['the file itself', 'file:///opt/vx11/out/renderer/index.html', FILE, true],
    ['a place in it', 'file:///opt/vx11/out/renderer/index.html#queue', FILE, true],
    ['another file', 'file:///etc/passwd', FILE, false],
    ['a way around', 'file:///opt/vx11/out/renderer/../../secret.html', FILE, false],
    ['a file of another machine', 'file://share/opt/vx11/out/renderer/index.html', FILE, false],
    ['the web', 'https://example.org/', FILE, false],
    ['a script', 'javascript:alert(1)', FILE, false],
    ['no address', 'index.html', FILE, false],
    ['the development server', 'http://localhost:5173/main.tsx', DEVELOPMENT, true],
    ['its neighbour', 'http://localhost:5174/', DEVELOPMENT, false],
  ] as const)('%s', ([, address, page, own]) => {
    expect(isOwnPage(address, page)).toBe(own);
  });

  test.for([
    ['https://example.org/a', true],
    ['http://example.org/', false],
    ['file:///etc/passwd', false],
    ['ms-settings:privacy', false],
    ['', false],
  ] as const)('%s opens outside: %s', ([address, allowed]) => {
    expect(mayOpenOutside(address)).toBe(allowed);
  });
});

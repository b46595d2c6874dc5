import { describe, expect, test } from 'vitest';
import { HubAddress } from './hub-address.ts';

const HUB = new HubAddress('https://huggingface.co');
const FROM = new URL('https://huggingface.co/a/b/resolve/main/c.gguf');
const LOCAL = new HubAddress('http://127.0.0.1:9000');

test('the parts of a path are written as the hub reads them', () => {
  expect(HUB.resolve('a/b', 'main', 'deep/ñ & ü?.gguf').href).toBe(
    'https://huggingface.co/a/b/resolve/main/deep/%C3%B1%20%26%20%C3%BC%3F.gguf',
  );
});

test('a mirror below a path stays below it', () => {
  const mirror = new HubAddress('https://mirror.example/hf/');
  expect(mirror.resolve('a/b', 'main', 'c.gguf').pathname).toBe('/hf/a/b/resolve/main/c.gguf');
  expect(mirror.tree('a/b').pathname).toBe('/hf/api/models/a/b/tree/main');
});

test.for([['ftp://huggingface.co'], ['huggingface.co'], ['https://me:secret@hub.example'], ['']])(
  '"%s" is no hub',
  ([endpoint = '']) => {
    expect(() => new HubAddress(endpoint)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  },
);

describe('a redirect', () => {
  test.for([
    ['https://cdn.example/x?Signature=s', 'https://cdn.example/x?Signature=s'],
    ['/api/resolve-cache/x', 'https://huggingface.co/api/resolve-cache/x'],
  ])('to %s is followed', ([location = '', to]) => {
    expect(HUB.redirect(location, FROM).href).toBe(to);
  });

  test.for([
    ['http://cdn.example/x'],
    ['file:///etc/passwd'],
    ['ftp://cdn.example/x'],
    ['https://localhost/x'],
    ['https://models.localhost/x'],
    ['https://127.0.0.1/x'],
    ['https://2130706433/x'],
    ['https://10.1.2.3/x'],
    ['https://169.254.169.254/latest/meta-data'],
    ['https://192.168.1.1/x'],
    ['https://[::1]/x'],
    ['https://[fd00::1]/x'],
    ['https://[::ffff:127.0.0.1]/x'],
    ['http://'],
    [null],
  ])('to %s is not', ([location = null]) => {
    expect(() => HUB.redirect(location, FROM)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: 'HUB_FAILED' }) }),
    );
  });

  test('within this machine is followed when the hub itself is on it', () => {
    expect(LOCAL.redirect('http://localhost:9001/x', FROM).href).toBe('http://localhost:9001/x');
  });
});

describe('the token', () => {
  test.for([
    ['https://hub.example', true],
    ['http://127.0.0.1:9000', true],
    ['http://localhost:9000', true],
    ['http://hub.example', false],
    ['http://127.example', false],
  ] as const)('may go to %s: %s', ([endpoint, may]) => {
    expect(new HubAddress(endpoint).mayCarryToken).toBe(may);
  });

  test.for([
    ['https://huggingface.co/x', true],
    ['https://huggingface.co:8443/x', false],
    ['http://huggingface.co/x', false],
    ['https://huggingface.co.example/x', false],
    ['https://cdn.huggingface.co/x', false],
  ] as const)('is for %s: %s', ([url, is]) => {
    expect(HUB.isHub(new URL(url))).toBe(is);
  });
});

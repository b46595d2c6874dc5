import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { crashAll, heard, runScript } from '../script-process.test-support.ts';
import { temporaryFolder } from '../temporary-folder.test-support.ts';
import { openKeyring } from './keyring.ts';

const folder = temporaryFolder();
const POSIX = process.platform !== 'win32';
let path = '';

beforeEach(() => {
  path = join(mkdtempSync(join(folder, 'home-')), 'keys.json');
});
afterAll(crashAll);

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe('the first use', () => {
  test('makes 256-bit keys for signing and for sealing, all different', () => {
    const { signing, sealing } = openKeyring(path);
    const [sign, seal] = [signing[0], sealing[0]];
    expect(sign.secret).toHaveLength(32);
    expect(seal.secret).toHaveLength(32);
    expect(sign.secret).not.toEqual(seal.secret);
    expect(sign.kid).not.toBe(seal.kid);
  });

  test.runIf(POSIX)('closes the file to other users and leaves no draft', () => {
    openKeyring(path);
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual(['keys.json']);
  });

  test('in two processes at once gives both the same keys', async () => {
    const module = JSON.stringify(new URL('keyring.ts', import.meta.url));
    const start = () =>
      runScript(`
        import { openKeyring } from ${module};
        console.log('ready');
        process.stdin.once('data', () => {
          const { signing, sealing } = openKeyring(${JSON.stringify(path)});
          console.log([signing[0].kid, Buffer.from(sealing[0].secret).toString('hex')].join(' '));
          process.stdin.pause();
        });`);
    const children = [start(), start()];
    await Promise.all(children.map(heard));
    const answers = children.map(heard);
    for (const child of children) child.stdin?.write('go');
    const [first, second] = await Promise.all(answers);
    const { signing } = openKeyring(path);
    expect(first).toBe(second);
    expect(first).toContain(signing[0].kid);
    expect(readdirSync(join(path, '..'))).toEqual(['keys.json']);
  });
});

describe('every later use', () => {
  test('reads the same keys', () => {
    expect(openKeyring(path)).toEqual(openKeyring(path));
  });

  test('reads older keys behind the newest', () => {
    const first = openKeyring(path);
    openKeyring(join(path, '..', 'other.json'));
    const other = JSON.parse(readFileSync(join(path, '..', 'other.json'), 'utf8'));
    const file = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...file, signing: [...other.signing, ...file.signing] }));
    const { signing } = openKeyring(path);
    expect(signing.map(({ kid }) => kid)).toEqual([other.signing[0].kid, first.signing[0].kid]);
  });

  test.runIf(POSIX)('closes a file that was left open to others', () => {
    const keys = openKeyring(path);
    chmodSync(path, 0o644);
    expect(openKeyring(path)).toEqual(keys);
    expect(modeOf(path)).toBe(0o600);
  });
});

const key = { kid: 'k', secret: Buffer.alloc(32, 7).toString('base64url'), created_at: 'now' };
const DAMAGED: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['cut short', '{"signing":[{"kid":"a","sec'],
  ['other JSON', '[1, 2]'],
  ['without sealing keys', JSON.stringify({ signing: [key] })],
  ['with an empty list', JSON.stringify({ signing: [], sealing: [key] })],
  [
    'with letters that are no base64url',
    JSON.stringify({ signing: [{ ...key, secret: '?' }], sealing: [key] }),
  ],
  [
    'with a key that is too short',
    JSON.stringify({ signing: [key], sealing: [{ ...key, secret: 'AAAA' }] }),
  ],
  ['with an empty key', JSON.stringify({ signing: [{ ...key, secret: '' }], sealing: [key] })],
];

describe('a damaged key file', () => {
  test.for(DAMAGED)('(%s) is CONFIG_INVALID, names the file and is not overwritten', ([, text]) => {
    writeFileSync(path, text);
    expect(() => openKeyring(path)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(path),
      }),
    );
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('never has its secrets in the message', () => {
    writeFileSync(path, JSON.stringify({ signing: [{ ...key, kid: 7 }], sealing: [key] }));
    expect(() => openKeyring(path)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(key.secret) }),
    );
  });
});

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.test-support.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

const root = temporaryFolder();
const POSIX = process.platform !== 'win32';
let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'home-'));
  path = join(folder, 'file.json');
});

test('the whole text is there, in UTF-8, and no draft beside it', () => {
  const text = '{"ñ": "€"}\n'.repeat(100_000);
  writeFileAtomically(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readdirSync(folder)).toEqual(['file.json']);
});

test.runIf(POSIX)('only the owner may read it, also when the one before was open', () => {
  writeFileSync(path, 'old');
  chmodSync(path, 0o666);
  writeFileAtomically(path, 'new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.runIf(POSIX)(
  'a reader that has the old file open keeps the old content: it is replaced, not changed',
  () => {
    writeFileAtomically(path, 'old');
    const before = statSync(path).ino;
    writeFileAtomically(path, 'new');
    expect(statSync(path).ino).not.toBe(before);
  },
);

test('when it cannot be put in its place the error comes out and no draft stays', () => {
  mkdirSync(path);
  expect(() => writeFileAtomically(path, 'text')).toThrow(/EISDIR|EPERM|ENOTEMPTY|EEXIST/);
  expect(readdirSync(folder)).toEqual(['file.json']);
});

test('a missing folder is an error of its own', () => {
  expect(() => writeFileAtomically(join(folder, 'no', 'file'), 'text')).toThrow('ENOENT');
});

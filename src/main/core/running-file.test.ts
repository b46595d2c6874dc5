import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readRunning, removeRunning, writeRunning } from './running-file.ts';
import { temporaryFolder } from './temporary-folder.test-support.ts';

const root = temporaryFolder();
const url = 'http://127.0.0.1:8080';

let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'home-')), 'running.json');
});

test('a running product is found, until it stops', () => {
  writeRunning(path, { url, pid: process.pid });
  expect(readRunning(path)).toEqual({ url, pid: process.pid });
  removeRunning(path);
  expect(existsSync(path)).toBe(false);
  expect(readRunning(path)).toBeUndefined();
  removeRunning(path);
});

test.runIf(process.platform !== 'win32')('the file is closed to other users', () => {
  writeRunning(path, { url, pid: process.pid });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('what a killed product left behind counts as nothing', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeRunning(path, { url, pid });
  expect(readRunning(path)).toBeUndefined();
});

describe.for([
  ['no JSON', 'soon'],
  ['another form', '{"port": 8080}'],
  ['another kind of address', `{"url": "file:///etc", "pid": ${process.pid}}`],
  ['a group of processes', `{"url": "${url}", "pid": -1}`],
] as const)('a file of %s', ([, content]) => {
  test('counts as nothing', () => {
    writeFileSync(path, content);
    expect(readRunning(path)).toBeUndefined();
  });
});

import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headlessFaults } from './headless-bundle.ts';

const BUILT = resolve(import.meta.dirname, '../out/main');

test('the headless product reaches no electron', () => {
  expect(headlessFaults(BUILT)).toEqual([]);
});

describe('the check fails', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'vx11-bundle-'));
    cpSync(BUILT, copy, { recursive: true, filter: (path) => !path.endsWith('.map') });
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  /** A chunk that only other chunks lead to is the place where it would be overlooked. */
  const chunk = (): string => {
    const [name = ''] = readdirSync(join(copy, 'chunks'));
    return join(copy, 'chunks', name);
  };

  test.for([
    "import { app } from 'electron';",
    'import{app as a}from"electron/main";',
    "import 'electron';",
    "export * from 'electron';",
    "const { app } = await import('electron');",
    'var e = __require("electron");',
    'const electron = require(`electron`);',
  ])('on %s', (line) => {
    appendFileSync(chunk(), `\n${line}\n`);
    expect(headlessFaults(copy)).toEqual([expect.stringMatching(/imports electron/)]);
  });

  test('on a chunk that is gone', () => {
    const gone = chunk();
    rmSync(gone);
    expect(headlessFaults(copy)).toContain(`${gone} is not there`);
  });

  test('on entries that lead nowhere', () => {
    writeFileSync(join(copy, 'headless.js'), '');
    writeFileSync(join(copy, 'vx11.js'), '');
    expect(headlessFaults(copy)).toEqual([expect.stringMatching(/too few to be all/)]);
  });

  test('but not on the word alone', () => {
    appendFileSync(chunk(), '\n// from electron\nconst name = "electron";\n');
    expect(headlessFaults(copy)).toEqual([]);
  });
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PreferencesFile } from './preferences-file.ts';

const DEFAULTS = { keep_running: true, window: null };
const LEFT = { bounds: { x: -10, y: 20, width: 900, height: 600 }, maximized: true };

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vx11-desktop-'));
  path = join(folder, 'vx11-desktop.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the first start has the defaults, and writes nothing', () => {
  expect(new PreferencesFile(path).current).toEqual(DEFAULTS);
  expect(readdirSync(folder)).toEqual([]);
});

test('a change is there at the next start', () => {
  const first = new PreferencesFile(path);
  first.change({ window: LEFT });
  first.change({ keep_running: false });
  expect(first.current).toEqual({ keep_running: false, window: LEFT });
  expect(new PreferencesFile(path).current).toEqual({ keep_running: false, window: LEFT });
  expect(readdirSync(folder)).toEqual(['vx11-desktop.json']);
});

test.for([
  ['an empty file', '', DEFAULTS],
  ['half a file', '{"keep_running": fal', DEFAULTS],
  ['no object', '[1]', DEFAULTS],
  ['null', 'null', DEFAULTS],
  ['bytes', '\0\xff', DEFAULTS],
  [
    'a window without a height',
    JSON.stringify({ keep_running: false, window: { bounds: { x: 1, y: 1, width: 5 } } }),
    { keep_running: false, window: null },
  ],
  [
    'a place beyond all screens',
    JSON.stringify({ window: { ...LEFT, bounds: { ...LEFT.bounds, x: 1e300 } } }),
    DEFAULTS,
  ],
  [
    'a flag that is none',
    JSON.stringify({ keep_running: 'yes', window: LEFT, later: 1 }),
    { keep_running: true, window: LEFT },
  ],
] as const)('%s is as good as it can be', ([, content, expected]) => {
  writeFileSync(path, content);
  expect(new PreferencesFile(path).current).toEqual(expected);
});

test('a change that cannot be written is told, and holds until the end', () => {
  const preferences = new PreferencesFile(join(folder, 'nowhere', 'vx11-desktop.json'));
  expect(() => preferences.change({ keep_running: false })).toThrow(/ENOENT/);
  expect(preferences.current.keep_running).toBe(false);
});

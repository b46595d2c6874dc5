import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { node24 } from './node-24.mjs';

const SOURCES = ['src', 'electron.vite.config.ts', 'package.json', 'tsconfig.base.json'];
/** One file of each part of the build; a build that broke off leaves at least one missing or old. */
const OUTPUTS = ['out/main/headless.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/**
 * The latest change under a path, in ms since 1970. Folders count, too: theirs is the only trace
 * of a file that was removed.
 * @param {string} path
 * @returns {number}
 */
function newestChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).map((name) => newestChange(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

/**
 * @param {string} root
 * @returns {boolean}
 */
function isUpToDate(root) {
  const built = OUTPUTS.map(
    (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  const changed = SOURCES.map((path) => newestChange(join(root, path)));
  return Math.min(...built) >= Math.max(...changed);
}

/**
 * Builds `out/` unless it is there and newer than the sources. Says nothing unless it fails.
 * @param {string} root the project's folder
 * @throws {Error} with what the build said
 */
export function buildIfNeeded(root) {
  if (isUpToDate(root)) return;
  const build = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const { status, stdout, stderr, error } = spawnSync(node24(root), [build, 'build'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build failed.\n${stdout}${stderr}`, { cause: error });
}

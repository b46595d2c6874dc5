import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24 } from './node-24.mjs';

const INSTALL_LIMIT_MS = 3 * 60_000;

/**
 * Electron's executable, if it is there. Reads what its installer noted; `require('electron')`
 * would start a download.
 * @param {string} root the project's folder
 * @returns {string | undefined}
 */
export function findElectron(root) {
  const folder = join(root, 'node_modules/electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const binary = join(dist, readFileSync(note, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/**
 * Lets Electron's own installer fetch the executable: once per installed package, because where
 * there is no way to it every start would wait in vain. `npm ci` clears the note.
 * @param {string} root
 * @returns {string | undefined} as findElectron
 */
export function installElectronOnce(root) {
  const folder = join(root, 'node_modules/electron');
  const installer = join(folder, 'install.js');
  const tried = join(folder, '.install-was-tried');
  if (!existsSync(installer) || existsSync(tried)) return undefined;
  console.log('Electron is not here yet: fetching it, once and for at most 3 minutes…');
  writeFileSync(tried, '');
  spawnSync(node24(root), [installer], { cwd: root, stdio: 'ignore', timeout: INSTALL_LIMIT_MS });
  return findElectron(root);
}

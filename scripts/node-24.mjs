import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The product needs Node 24 (on older ones better-sqlite3 ends the process without a word). When
 * the one that runs this is older, the project's own is used, which npm installs as a package.
 * @param {string} root the project's folder
 * @returns {string} path of a Node that will do
 */
export function node24(root) {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  const own = join(
    root,
    'node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(own)) return own;
  throw new Error(`Node 24 is needed (this is ${process.versions.node}). Run "npm ci" first.`);
}

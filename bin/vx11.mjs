#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from '../scripts/build-if-needed.mjs';
import { node24 } from '../scripts/node-24.mjs';

/** The `vx11` command, on the Node that the product needs. */
const root = fileURLToPath(new URL('..', import.meta.url));
try {
  buildIfNeeded(root);
  const entry = join(root, 'out/main/vx11.js');
  const { status } = spawnSync(node24(root), [entry, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
} catch (caught) {
  process.stderr.write(`${caught instanceof Error ? caught.message : String(caught)}\n`);
  process.exit(1);
}

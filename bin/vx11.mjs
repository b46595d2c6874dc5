#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

// The program needs the Node that the product installs; the one on PATH may be older.
const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const entry = join(root, 'out/main/vx11.js');
if (!existsSync(entry)) {
  process.stderr.write('VX11 Control is not built yet. Run "npm run build" first.\n');
  process.exit(1);
}
const own = join(root, 'node_modules/node/bin/node');
const node = existsSync(own) ? own : process.execPath;
const { status } = spawnSync(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);

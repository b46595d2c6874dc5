import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build-if-needed.mjs';
import { findElectron, installElectronOnce } from './electron-binary.mjs';
import { node24 } from './node-24.mjs';

/**
 * `npm start`: the desktop window, or the server with its console where no window can be had.
 * `npm run serve` (--headless): the server, without asking.
 */

const root = fileURLToPath(new URL('..', import.meta.url));

/** @returns {boolean} */
function hasDisplay() {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** @returns {{ binary: string } | { obstacle: string }} */
function desktop() {
  if (!hasDisplay()) return { obstacle: 'there is no display' };
  // As root it would run only without the sandbox that keeps pages from the rest of the machine.
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { obstacle: 'Electron does not run as root' };
  }
  const binary = findElectron(root) ?? installElectronOnce(root);
  return binary === undefined ? { obstacle: 'Electron could not be fetched' } : { binary };
}

/**
 * Becomes the program, as far as that is possible: its output, its signals, its end.
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // Ctrl+C reaches everything in the terminal by itself; a second one would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${command}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const headless = process.argv.includes('--headless');
try {
  buildIfNeeded(root);
  const shown = headless ? { obstacle: undefined } : desktop();
  if ('binary' in shown) {
    run(shown.binary, ['.']);
  } else {
    if (shown.obstacle) console.log(`No desktop window (${shown.obstacle}): serving the console.`);
    run(node24(root), [join(root, 'out/main/headless.js')]);
  }
} catch (caught) {
  console.error(caught instanceof Error ? caught.message : String(caught));
  process.exit(1);
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const INSTALL_LIMIT_MS = 5 * 60_000;

const say = (line: string): void => void process.stderr.write(`chromium: ${line}\n`);

const isRoot = (): boolean => process.getuid?.() === 0;

function run(command: string, ...args: readonly string[]): boolean {
  say(`none found; running "${[command, ...args].join(' ')}"`);
  // On Windows npx is a script, which only a shell can run.
  const shell = process.platform === 'win32';
  const options = { stdio: 'ignore', timeout: INSTALL_LIMIT_MS, shell } as const;
  return spawnSync(command, args, options).status === 0;
}

const find = (): string | undefined =>
  [...INSTALLED, chromium.executablePath()].find((path) => existsSync(path));

/** Playwright's own download first; on Debian, as root, the distribution's package. */
function install(): void {
  if (run('npx', 'playwright', 'install', 'chromium')) return;
  if (isRoot() && existsSync('/usr/bin/apt-get') && run('apt-get', 'update')) {
    run('apt-get', 'install', '--yes', 'chromium');
  }
}

/**
 * A Chromium for the console's specs: the one of CHROMIUM_PATH, an installed one, or one that is
 * installed now. Remembered in CHROMIUM_PATH, which Playwright's workers inherit.
 * @throws Error when there is none and none can be had
 */
export function chromiumPath(): string {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined) return given;
  let path = find();
  if (path === undefined) {
    install();
    path = find();
  }
  if (path === undefined) {
    throw new Error('No Chromium can be had here. Install one, or name one in CHROMIUM_PATH.');
  }
  say(path);
  process.env['CHROMIUM_PATH'] = path;
  return path;
}

/** Chromium refuses to run as root with its sandbox; the pages here are our own. */
export const chromiumArguments = (): string[] => (isRoot() ? ['--no-sandbox'] : []);

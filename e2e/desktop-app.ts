import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, expect } from '@playwright/test';
import { findElectron } from '../scripts/electron-binary.mjs';

/** The app on its own (`desktop`), or on the stand-in for Electron's API (see double/README.md). */
export type DesktopTarget = 'double' | 'desktop';

const ROOT = resolve(import.meta.dirname, '..');
const DOUBLE = join(import.meta.dirname, 'double/electron');

export interface LaunchOptions {
  readonly home: string;
  /** A BCP 47 tag, as the system's language. */
  readonly locale?: string | undefined;
  readonly colorScheme?: 'light' | 'dark' | 'no-preference' | null | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** What runs the app, or undefined where there is no such thing. */
export function executableOf(target: DesktopTarget): string | undefined {
  if (target === 'desktop') return findElectron(ROOT);
  return process.platform === 'win32' ? undefined : DOUBLE;
}

/** As `npm start` calls it. */
export const appArguments = (locale = 'en-US'): string[] => [ROOT, `--lang=${locale}`];

/** The variables of this process, a home of its own, and any free port. */
export function appEnvironment(home: string, extra: LaunchOptions['env'] = {}) {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(VX11|ELECTRON)_/.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    VX11_HOME: home,
    VX11_PORT: '0',
    VX11_THREADS: '1',
    DOUBLE_NODE: process.execPath,
    ...extra,
  };
}

/** @throws Error where the target is not there: the fixtures skip the test before it comes to this */
export async function launchDesktop(
  target: DesktopTarget,
  { home, locale, colorScheme, env }: LaunchOptions,
): Promise<ElectronApplication> {
  const executablePath = executableOf(target);
  if (executablePath === undefined) throw new Error(`There is nothing to run "${target}" with.`);
  return _electron.launch({
    executablePath,
    args: appArguments(locale),
    env: appEnvironment(home, env),
    ...(colorScheme !== undefined && { colorScheme }),
  });
}

function readyLines(home: string): readonly unknown[] {
  let log: string;
  try {
    log = readFileSync(join(home, 'logs/vx11.log'), 'utf8');
  } catch {
    return []; // Not that far yet.
  }
  const lines = log.split('\n').filter((line) => line.includes('"msg":"ready"'));
  return lines.map((line): unknown => JSON.parse(line));
}

/** Where the product on this home answers; waits until its `start`th start (1 is the first). */
export async function readyUrl(home: string, start = 1): Promise<string> {
  await expect
    .poll(() => readyLines(home).length, { message: 'the product is ready', timeout: 20_000 })
    .toBeGreaterThanOrEqual(start);
  return String(Object(readyLines(home).at(-1)).url);
}

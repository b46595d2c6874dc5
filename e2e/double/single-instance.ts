import { readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCK = 'double-lock';
const CALL = 'double-second-instance';

/** What a second start tells the first. */
export interface SecondInstance {
  readonly argv: string[];
  readonly workingDirectory: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it died and left its file.
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isAlive(Number(readFileSync(path, 'utf8')))) return false;
    rmSync(path);
    return take(path);
  }
}

/**
 * One process per user-data folder, decided at once because Electron's call is synchronous. Tells
 * the holder when another one asks.
 */
export function lockInstance(folder: string, onSecond: (call: SecondInstance) => void): boolean {
  const call = join(folder, CALL);
  if (!take(join(folder, LOCK))) {
    const told: SecondInstance = { argv: process.argv, workingDirectory: process.cwd() };
    writeFileSync(call, JSON.stringify(told));
    return false;
  }
  process.on('exit', () => rmSync(join(folder, LOCK), { force: true }));
  watch(folder, { persistent: false }, (_change, name) => {
    if (name !== CALL) return;
    const told = readCall(call);
    if (told !== undefined) onSecond(told);
  });
  return true;
}

/** Read once: a write is noticed more than once, and the first time perhaps half done. */
function readCall(path: string): SecondInstance | undefined {
  try {
    const { argv, workingDirectory } = Object(JSON.parse(readFileSync(path, 'utf8')));
    rmSync(path);
    return { argv, workingDirectory };
  } catch {
    return undefined;
  }
}

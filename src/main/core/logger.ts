import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

const ROTATE_AT_BYTES = 10_000_000;
const KEPT_FILES = 5;

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** vx11.log → vx11.1.log → … → vx11.5.log, at start, when the current one has grown. */
function rotate(folder: string): void {
  const name = (age: number): string => join(folder, age === 0 ? 'vx11.log' : `vx11.${age}.log`);
  if (sizeOf(name(0)) < ROTATE_AT_BYTES) return;
  rmSync(name(KEPT_FILES), { force: true });
  for (let age = KEPT_FILES - 1; age >= 0; age -= 1) {
    if (sizeOf(name(age)) > 0) renameSync(name(age), name(age + 1));
  }
}

/**
 * Structured logs, one JSON object a line, in `logs/vx11.log`. Headers and bodies that can hold
 * secrets or questions are never written. Lines are few and written at once, so that the last words
 * before a death are there.
 */
export function createLogger(folder: string): Logger {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rotate(folder);
  return pino(
    {
      level: process.env['VX11_LOG_LEVEL'] ?? 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['req.headers', 'token', 'secret', '*.token', '*.secret'],
    },
    pino.destination({ dest: join(folder, 'vx11.log'), mkdir: false, sync: true, mode: 0o600 }),
  );
}

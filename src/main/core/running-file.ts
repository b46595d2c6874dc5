import { readFileSync, rmSync } from 'node:fs';
import * as z from 'zod';
import { writeFileAtomically } from './write-file-atomically.ts';

const runningSchema = z.object({
  url: z.url({ protocol: /^http$/ }),
  pid: z.int().positive(),
});
/** Where the product of a home answers; the port may be one that the system chose. */
export type Running = z.infer<typeof runningSchema>;

/** Tells the command line where this product answers. Readable by the owner only. */
export function writeRunning(path: string, running: Running): void {
  writeFileAtomically(path, `${JSON.stringify(running)}\n`);
}

export function removeRunning(path: string): void {
  rmSync(path, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // Sends nothing.
    return true;
  } catch (caught) {
    // Another user's process may not be signalled, but it is there.
    return caught instanceof Error && 'code' in caught && caught.code === 'EPERM';
  }
}

/** @returns undefined when nothing runs; a product that was killed leaves its file behind */
export function readRunning(path: string): Running | undefined {
  try {
    const running = runningSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return isAlive(running.pid) ? running : undefined;
  } catch {
    return undefined; // Not there, or not ours: as good as not running.
  }
}

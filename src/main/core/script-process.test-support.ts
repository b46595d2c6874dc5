import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();

/** Another process of this Node that runs the text as a module; it may import `.ts` files. */
export function runScript(source: string): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** The next thing the process says. */
export async function heard(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('This process has no output to read.');
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

/** Ends it as a crash would, and waits until it is gone. */
export async function crash(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** For `afterAll`: a failed test leaves nothing running. */
export async function crashAll(): Promise<void> {
  await Promise.all([...running].map(crash));
}

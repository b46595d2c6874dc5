import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Debian's own, which has the packages; another one in the path would not see them. */
const PYTHON = '/usr/bin/python3';
const PACKAGES = 'python3-torch python3-numpy libopenblas0-pthread';

/** Whether this machine can train. */
export function canTrain(): boolean {
  return spawnSync(PYTHON, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0;
}

/**
 * Runs one of the programs beside this file and shows what it says.
 * @throws Error that says what to install, or that the program failed
 */
export function runPython(program: string, ...args: readonly string[]): void {
  if (!canTrain()) throw new Error(`Training needs PyTorch: apt install ${PACKAGES}`);
  const path = join(import.meta.dirname, program);
  const { status } = spawnSync(PYTHON, [path, ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ended with ${status ?? 'a signal'}.`);
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { MUTATIONS, type Mutation } from './switch-mutations.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** To find the bug, and then a short life that shows it. */
const TIME_LIMIT_MS = 120_000;
const LIVES_PER_BUG = 1000;

export interface SwitchProofOptions {
  readonly seed?: number;
  readonly count?: number;
  /** Only this planted bug, counted from 1; 0: none. */
  readonly only?: number;
}

/** What `switch-lives.ts` prints at a broken promise. */
const foundSchema = z.object({
  broken: z.string(),
  lives: z.int(),
  steps: z.int(),
  seed: z.int(),
  path: z.string(),
});

/** Lives many random lives of the Switch, then plants a bug for each promise and looks for it. */
export async function proveSwitch({ seed = 1, count = 2000, only }: SwitchProofOptions = {}) {
  const bugs = only === undefined ? MUTATIONS : MUTATIONS.slice(only - 1, only);
  const args = ['proof/switch-lives.ts', String(seed), String(count)];
  const { status } =
    count === 0
      ? { status: 0 }
      : spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const missed = bugs.filter((mutation) => !isFound(mutation, seed));
  process.stdout.write(`${bugs.length - missed.length} of ${bugs.length} bugs found\n`);
  if (status !== 0 || missed.length > 0) process.exit(1);
}

/** A bug counts as found when a promise was seen broken; not when the product hung or fell over. */
function isFound(mutation: Mutation, seed: number): boolean {
  const copy = mkdtempSync(join(tmpdir(), 'vx11-mutation-'));
  try {
    for (const name of ['src', 'proof', 'package.json']) {
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    plant(mutation, copy);
    const args = ['proof/switch-lives.ts', String(seed), String(LIVES_PER_BUG)];
    const options = { cwd: copy, encoding: 'utf8', timeout: TIME_LIMIT_MS } as const;
    const { status, stdout } = spawnSync(process.execPath, args, options);
    process.stdout.write(`| ${mutation.breaks} | ${status === 1 ? toldOf(stdout) : 'MISSED'} |\n`);
    return status === 1;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function toldOf(stdout: string): string {
  const { broken, lives, steps, seed, path } = foundSchema.parse(JSON.parse(stdout));
  return `${broken} | ${lives} | ${steps} | ${seed} ${path}`;
}

function plant({ breaks, file, from, to }: Mutation, copy: string): void {
  const path = join(copy, 'src/main/switch', file);
  const source = readFileSync(path, 'utf8');
  if (source.split(from).length !== 2)
    throw new Error(`${file} has changed: not one place for the bug ${breaks}`);
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
}

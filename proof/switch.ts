import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MUTATIONS, type Mutation } from './switch-mutations.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** A bug that hangs the product hangs its life, too. */
const TIME_LIMIT_MS = 60_000;
const LIVES_PER_BUG = 1000;

export interface SwitchProofOptions {
  readonly seed?: number;
  readonly count?: number;
}

/** Lives many random lives of the Switch, then plants a bug for each promise and looks for it. */
export async function proveSwitch({ seed = 1, count = 2000 }: SwitchProofOptions = {}) {
  const args = ['proof/switch-lives.ts', String(seed), String(count)];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const missed = MUTATIONS.filter((mutation) => !isFound(mutation, seed));
  process.stdout.write(`${MUTATIONS.length - missed.length} of ${MUTATIONS.length} bugs found\n`);
  if (status !== 0 || missed.length > 0) process.exit(1);
}

function isFound(mutation: Mutation, seed: number): boolean {
  const copy = mkdtempSync(join(tmpdir(), 'vx11-mutation-'));
  try {
    for (const name of ['src', 'proof', 'package.json']) {
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    plant(mutation, copy);
    const args = ['proof/switch-lives.ts', String(seed), String(LIVES_PER_BUG), 'first'];
    const options = { cwd: copy, encoding: 'utf8', timeout: TIME_LIMIT_MS } as const;
    const { status, stderr } = spawnSync(process.execPath, args, options);
    const how =
      status === null ? 'found: it hangs' : (/^Broken: (.*)/m.exec(stderr)?.[1] ?? 'MISSED');
    process.stdout.write(`${mutation.breaks}: ${how}\n`);
    return how !== 'MISSED';
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function plant({ breaks, file, from, to }: Mutation, copy: string): void {
  const path = join(copy, 'src/main/switch', file);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(from))
    throw new Error(`${file} has changed: no place for the bug ${breaks}`);
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
}

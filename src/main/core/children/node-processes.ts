import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { BubblewrapAdapter } from './bubblewrap-adapter.ts';
import type { ChildExit } from './child-process-adapter.ts';
import { forkAdapter } from './fork-adapter.ts';
import {
  decideIsolation,
  type ModelProcesses,
  type Obstacle,
  type ProcessesWish,
} from './isolation.ts';
import type { SandboxedChild } from './sandboxed-child.ts';

/**
 * A sandbox starts Node in 0.1 s. On a machine that is busy starting everything else it may take
 * seconds, which is no reason to do without one until the next start.
 */
const TRIAL_MS = 10_000;

const OTHER_SYSTEM: Obstacle = {
  reason: 'other_system',
  detail: 'bubblewrap exists for Linux only.',
};
const NOT_INSTALLED: Obstacle = {
  reason: 'not_installed',
  detail: 'bubblewrap is not installed: install the package "bubblewrap" and start again.',
};

/** Processes of plain Node: in a sandbox when that is wanted and works. */
export async function startNodeProcesses(
  wish: ProcessesWish,
  trialMs = TRIAL_MS,
): Promise<ModelProcesses> {
  const { setting, hostModule } = wish;
  const bubblewrap = setting === 'process' ? undefined : findProgram('bwrap', wish.searchPath);
  if (process.platform !== 'linux' || bubblewrap === undefined) {
    const obstacle = process.platform === 'linux' ? NOT_INSTALLED : OTHER_SYSTEM;
    return { adapter: forkAdapter, isolation: decideIsolation(setting, obstacle) };
  }
  const sandboxes = new BubblewrapAdapter({ ...wish, bubblewrap });
  const isolation = decideIsolation(setting, await obstacleTo(sandboxes, hostModule, trialMs));
  return { adapter: isolation.kind === 'bubblewrap' ? sandboxes : forkAdapter, isolation };
}

function findProgram(name: string, searchPath: string): string | undefined {
  const candidates = searchPath.split(delimiter).filter(isAbsolute);
  return candidates.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Not there or not for us: either way the next folder is looked into.
  }
}

/** Runs a line of Node in the very sandbox a model gets, and hears it over the channel. */
async function obstacleTo(
  sandboxes: BubblewrapAdapter,
  hostModule: string,
  trialMs: number,
): Promise<Obstacle | null> {
  const child = sandboxes.evaluate('process.send("here"); process.disconnect()', hostModule);
  const failure = await failureOf(child, trialMs);
  child.kill();
  if (failure === null) return null;
  return {
    reason: 'does_not_work',
    detail: `bubblewrap does not work on this system (${failure}). Unprivileged user namespaces may be switched off (kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns), or a container may forbid them.`,
  };
}

function failureOf(child: SandboxedChild, trialMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`no answer within ${trialMs / 1000} s`), trialMs);
    child.onMessage(() => resolve(null));
    child.onExit((exit) => {
      clearTimeout(timer);
      resolve(child.stderrTail().trim().split('\n')[0] || howItEnded(exit));
    });
  });
}

const howItEnded = ({ code, signal, spawn_error }: ChildExit): string =>
  spawn_error?.message ?? (signal === null ? `exit code ${code}` : `signal ${signal}`);

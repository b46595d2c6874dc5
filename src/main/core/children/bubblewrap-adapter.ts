import { spawn } from 'node:child_process';
import { childEnvironment } from './child-environment.ts';
import type { ChildProcessAdapter, ForkOptions } from './child-process-adapter.ts';
import {
  type Mount,
  mountArguments,
  namedLibraries,
  programMounts,
  systemMounts,
} from './sandbox-mounts.ts';
import { INFO_FD, SandboxedChild } from './sandboxed-child.ts';
import { realPathOf, VisibleFiles } from './visible-files.ts';

export interface BubblewrapParts {
  /** Path of the program. */
  readonly bubblewrap: string;
  /** Holds keys, database and logs: nothing of it can be seen inside but the models. */
  readonly home: string;
  readonly models: string;
  /** Files of models elsewhere, for a process that is started before it is known what it will read. */
  readonly linked: () => readonly string[];
}

const WALLS = [
  // A network without a device but its own loopback; no processes, memory or names of others.
  '--unshare-all',
  '--new-session',
  '--die-with-parent',
  // Root outside is not root inside.
  '--cap-drop',
  'ALL',
  '--info-fd',
  String(INFO_FD),
  '--chdir',
  '/',
];

/** The user's own folders are not there. */
const PLACES = { HOME: '/tmp', TMPDIR: '/tmp' };

/** Children of a plain Node process, each in a sandbox of its own. Linux only. */
export class BubblewrapAdapter implements ChildProcessAdapter {
  readonly #parts: BubblewrapParts;

  constructor(parts: BubblewrapParts) {
    this.#parts = parts;
  }

  fork(modulePath: string, options: ForkOptions): SandboxedChild {
    return this.#start(modulePath, [modulePath], options);
  }

  /** The same sandbox around a line of code. @param modulePath what else it would run */
  evaluate(code: string, modulePath: string): SandboxedChild {
    return this.#start(modulePath, ['--eval', code], { name: 'probe', env: {} });
  }

  #start(modulePath: string, nodeArguments: readonly string[], options: ForkOptions) {
    const { bubblewrap, home, models, linked } = this.#parts;
    const env = childEnvironment(process.env, { ...PLACES, ...options.env });
    const files = new VisibleFiles(models, [...linked(), ...(options.reads ?? [])]);
    const mounts = mountArguments([
      ...systemMounts(),
      ...namedLibraries(env),
      { path: home, as: 'empty' },
      // Where a link leads is emptied, too: it may lie among the libraries.
      { path: realPathOf(home) ?? home, as: 'empty' },
      ...programMounts(process.execPath, modulePath),
      ...files.mounts(),
      ...(options.writes ?? []).map((path): Mount => ({ path, as: 'write' })),
    ]);
    const child = spawn(
      bubblewrap,
      [...WALLS, ...mounts, '--', process.execPath, ...nodeArguments],
      { env, serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'] },
    );
    return new SandboxedChild(child, files);
  }
}

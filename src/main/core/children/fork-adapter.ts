import { fork } from 'node:child_process';
import { childEnvironment } from './child-environment.ts';
import type { ChildHandle, ChildProcessAdapter, ForkOptions } from './child-process-adapter.ts';
import { NodeChild } from './node-child.ts';

/** Children of a plain Node process. */
export const forkAdapter: ChildProcessAdapter = {
  fork(modulePath: string, options: ForkOptions): ChildHandle {
    return new NodeChild(
      fork(modulePath, [], {
        env: childEnvironment(process.env, options.env),
        // Not the parent's: a second inspector on the same port keeps the child from starting.
        execArgv: [],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        windowsHide: true,
      }),
    );
  },
};

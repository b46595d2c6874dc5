import { type UtilityProcess, utilityProcess } from 'electron';
import { childEnvironment } from './child-environment.ts';
import type {
  ChildExit,
  ChildHandle,
  ChildProcessAdapter,
  ForkOptions,
} from './child-process-adapter.ts';
import { TextTail } from './text-tail.ts';

/**
 * Children of an Electron main process. Usable only after the app is ready. Chromium ends them by
 * itself when the main process dies.
 */
export const utilityProcessAdapter: ChildProcessAdapter = {
  fork(modulePath: string, options: ForkOptions): ChildHandle {
    return new UtilityChild(
      utilityProcess.fork(modulePath, [], {
        env: childEnvironment(process.env, options.env),
        execArgv: [],
        serviceName: options.name,
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    );
  },
};

class UtilityChild implements ChildHandle {
  readonly #child: UtilityProcess;
  readonly #stderr: TextTail;
  readonly #exit: Promise<ChildExit>;
  #gone = false;
  #killed = false;

  constructor(child: UtilityProcess) {
    this.#child = child;
    this.#stderr = new TextTail(child.stderr);
    const { promise, resolve } = Promise.withResolvers<ChildExit>();
    this.#exit = promise;
    child.once('exit', (code) => {
      this.#gone = true;
      // Electron tells no signal; only a kill of ours is known.
      resolve({ code, signal: this.#killed ? 'SIGKILL' : null });
    });
    child.once('spawn', () => {
      if (this.#killed) this.kill();
    });
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  sees(_path: string): boolean {
    return true;
  }

  send(message: unknown): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window
    if (!this.#gone) this.#child.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  onExit(listener: (exit: ChildExit) => void): void {
    void this.#exit.then(listener);
  }

  kill(): void {
    this.#killed = true;
    const { pid } = this.#child;
    if (this.#gone || pid === undefined) return;
    try {
      // Not child.kill(): that is SIGTERM, which a stopped or hanging process does not obey.
      process.kill(pid, 'SIGKILL');
    } catch (caught) {
      if (!isNoSuchProcess(caught)) throw caught;
    }
  }

  stderrTail(): string {
    return this.#stderr.toString();
  }
}

function isNoSuchProcess(caught: unknown): boolean {
  return caught instanceof Error && 'code' in caught && caught.code === 'ESRCH';
}

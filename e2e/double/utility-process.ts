import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { loud } from './loud.ts';

const PARENT_PORT = new URL('parent-port.ts', import.meta.url).href;

type Covered = 'kill' | 'pid' | 'postMessage' | 'stderr' | 'stdout';

class DoubleUtilityProcess extends EventEmitter implements Pick<Electron.UtilityProcess, Covered> {
  readonly stdout: ChildProcess['stdout'];
  readonly stderr: ChildProcess['stderr'];
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    super();
    this.#child = child;
    this.stdout = child.stdout;
    this.stderr = child.stderr;
    child.on('spawn', () => this.emit('spawn'));
    child.on('message', (message) => this.emit('message', message));
    child.on('exit', (code) => this.emit('exit', code ?? 1));
  }

  /** Undefined before it runs and after it ended. */
  get pid(): number | undefined {
    const { pid, exitCode, signalCode } = this.#child;
    return exitCode === null && signalCode === null ? pid : undefined;
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(Object(message), () => {});
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

function forkDouble(path: string, args: string[] = [], options: Electron.ForkOptions = {}) {
  const { env, execArgv = [], stdio } = options;
  if (!Array.isArray(stdio)) throw new Error('electron double: stdio is a list of three here');
  const [, output, errors] = stdio;
  const child = fork(path, args, {
    env: env as NodeJS.ProcessEnv,
    execArgv: [...execArgv, '--import', PARENT_PORT],
    serialization: 'advanced',
    stdio: ['ignore', output, errors, 'ipc'],
  });
  return loud('UtilityProcess', new DoubleUtilityProcess(child));
}

export const utilityProcess = loud('utilityProcess', { fork: forkDouble });

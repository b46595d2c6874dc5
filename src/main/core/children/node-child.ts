import type { ChildProcess } from 'node:child_process';
import type { ChildExit, ChildHandle } from './child-process-adapter.ts';
import { TextTail } from './text-tail.ts';

/** After an exit, how long the last of stderr is waited for (a grandchild may hold the pipe). */
const LAST_OUTPUT_MS = 1_000;
/** After a child closed its channel, how long it may take to leave by itself. */
const LEAVE_AFTER_DISCONNECT_MS = 5_000;

/** A process that Node started with a channel to it. */
export class NodeChild implements ChildHandle {
  readonly #child: ChildProcess;
  readonly #stderr: TextTail;
  readonly #exit: Promise<ChildExit>;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#stderr = new TextTail(child.stderr);
    this.#exit = exitOf(child);
    child.once('disconnect', () => {
      // Without a channel it is of no use, and nobody could tell it to leave.
      const timer = setTimeout(() => this.kill(), LEAVE_AFTER_DISCONNECT_MS);
      timer.unref();
      child.once('exit', () => clearTimeout(timer));
    });
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  sees(_path: string): boolean {
    return true;
  }

  send(message: unknown): void {
    if (!this.#child.connected) return;
    // The callback takes the error (EPIPE, closed channel) that would else be an 'error' event.
    this.#child.send(Object(message), () => {});
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  onExit(listener: (exit: ChildExit) => void): void {
    void this.#exit.then(listener);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  stderrTail(): string {
    return this.#stderr.toString();
  }
}

/** Resolves when the process is gone and its output is read. */
function exitOf(child: ChildProcess): Promise<ChildExit> {
  const { promise, resolve } = Promise.withResolvers<ChildExit>();
  child.once('close', (code, signal) => resolve({ code, signal }));
  child.once('exit', (code, signal) => {
    setTimeout(() => resolve({ code, signal }), LAST_OUTPUT_MS).unref();
  });
  child.on('error', (error) => {
    // Also emitted for a failed kill or send of a living child; those have a pid.
    if (child.pid === undefined) resolve({ code: null, signal: null, spawn_error: error });
  });
  return promise;
}

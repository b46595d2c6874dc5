import type { Milliseconds } from '../../shared/domain/units.ts';
import type {
  ChildExit,
  ChildHandle,
  ChildProcessAdapter,
  ForkOptions,
} from '../core/children/child-process-adapter.ts';
import type { EngineTimer } from './engine-parts.ts';

/**
 * Keeps one process of a model started before there is a model for it: Node's start and the native
 * runtime take about 0.7 s, which the next load then does not pay. To the engine it is an adapter
 * like any other; whether a process was started now or before cannot be told.
 */
export class SpareChild implements ChildProcessAdapter {
  readonly #adapter: ChildProcessAdapter;
  readonly #timer: EngineTimer;
  readonly #idle: Milliseconds;
  #spare: WaitingChild | undefined;
  #stopCounting: () => void = () => undefined;

  /** @param idle after so long without use the spare ends; it holds about 94 MB */
  constructor(adapter: ChildProcessAdapter, timer: EngineTimer, idle: Milliseconds) {
    this.#adapter = adapter;
    this.#timer = timer;
    this.#idle = idle;
  }

  get pid(): number | null {
    return this.#spare?.pid ?? null;
  }

  /**
   * Starts one, unless there is one that sees what is to be read; either way it now waits for the
   * whole idle time.
   */
  prepare(modulePath: string, options: ForkOptions): void {
    if (!this.#sees(options)) this.drop();
    this.#stopCounting();
    this.#stopCounting = this.#timer.after(this.#idle, () => this.drop());
    if (this.#spare !== undefined) return;
    const child = new WaitingChild(this.#adapter.fork(modulePath, options));
    this.#spare = child;
    // One that dies by itself is not replaced: the next load starts its own, and tells why it fails.
    child.onExit(() => {
      if (this.#spare === child) this.#spare = undefined;
    });
  }

  /** The spare when there is one that sees what is to be read, else a new process. */
  fork(modulePath: string, options: ForkOptions): ChildHandle {
    const spare = this.#spare;
    if (spare === undefined || !this.#sees(options)) return this.#adapter.fork(modulePath, options);
    this.#spare = undefined;
    this.#stopCounting();
    return spare;
  }

  #sees({ reads = [] }: ForkOptions): boolean {
    return reads.every((path) => this.#spare?.sees(path) ?? false);
  }

  drop(): void {
    this.#stopCounting();
    this.#spare?.kill();
    this.#spare = undefined;
  }
}

/** Remembers what a child said, and that it ended, for whoever listens later. */
class WaitingChild implements ChildHandle {
  readonly #child: ChildHandle;
  readonly #said: unknown[] = [];
  readonly #exit = Promise.withResolvers<ChildExit>();
  #listener: ((message: unknown) => void) | undefined;

  constructor(child: ChildHandle) {
    this.#child = child;
    child.onMessage((message) => {
      if (this.#listener === undefined) this.#said.push(message);
      else this.#listener(message);
    });
    child.onExit((exit) => this.#exit.resolve(exit));
  }

  get pid(): number | null {
    return this.#child.pid;
  }

  sees(path: string): boolean {
    return this.#child.sees(path);
  }

  send(message: unknown): void {
    this.#child.send(message);
  }

  /** In a turn of its own, as messages come; what comes meanwhile waits its turn. */
  onMessage(listener: (message: unknown) => void): void {
    queueMicrotask(() => {
      for (const message of this.#said.splice(0)) listener(message);
      this.#listener = listener;
    });
  }

  onExit(listener: (exit: ChildExit) => void): void {
    void this.#exit.promise.then(listener);
  }

  kill(): void {
    this.#child.kill();
  }

  stderrTail(): string {
    return this.#child.stderrTail();
  }
}

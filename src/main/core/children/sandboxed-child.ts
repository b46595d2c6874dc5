import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { ChildExit } from './child-process-adapter.ts';
import { NodeChild } from './node-child.ts';
import type { VisibleFiles } from './visible-files.ts';

/** Where bubblewrap writes the number of the sandbox's first process, as JSON. */
export const INFO_FD = 4;
/** An exit code above this is a signal that ended the process inside. */
const SIGNAL_BASE = 128;
/** How long bubblewrap may take to leave after its sandbox. */
const OUTER_LEAVES_MS = 1_000;

/**
 * bubblewrap is two processes around the real one: outside a process that waits, inside the first
 * process of the namespace, whose end the kernel makes the end of all in it.
 */
export class SandboxedChild extends NodeChild {
  readonly #outer: ChildProcess;
  readonly #files: VisibleFiles;
  #first: number | undefined;
  #inner: number | undefined;
  #killed = false;

  constructor(outer: ChildProcess, files: VisibleFiles) {
    super(outer);
    this.#outer = outer;
    this.#files = files;
    this.#readInfo();
    outer.once('exit', (_code, signal) => {
      // Somebody ended the outer one, perhaps before the inner one was tied to its life.
      if (signal !== null) this.#end(this.#first);
      this.#first = undefined;
    });
  }

  /** Of the process that works, as it is called outside. */
  override get pid(): number | null {
    if (this.#first === undefined) return null;
    this.#inner ??= onlyChildOf(this.#first);
    return this.#inner ?? null;
  }

  override sees(path: string): boolean {
    return this.#files.show(path);
  }

  override onExit(listener: (exit: ChildExit) => void): void {
    super.onExit((exit) => listener(exitInside(exit)));
  }

  /**
   * Ends the first process inside, and the outer one follows by itself. The other way round, a
   * sandbox in its first milliseconds would outlive bubblewrap, waiting for its word for ever, and
   * a later one would become a zombie where nobody collects orphans, as in many containers.
   */
  override kill(): void {
    if (this.#killed) return;
    this.#killed = true;
    this.#end(this.#first);
    const timer = setTimeout(() => super.kill(), OUTER_LEAVES_MS);
    timer.unref();
    this.#outer.once('exit', () => clearTimeout(timer));
  }

  #readInfo(): void {
    const stream = this.#outer.stdio[INFO_FD];
    if (stream === undefined || stream === null || !('setEncoding' in stream)) return;
    let text = '';
    stream.setEncoding('utf8');
    stream.on('error', () => {}); // Its end is told by its exit.
    stream.on('data', (chunk: string) => {
      text += chunk;
      const pid = /"child-pid":\s*(\d+)\D/.exec(text)?.[1];
      if (pid === undefined || this.#first !== undefined) return;
      // The outer one left by itself, after its sandbox: the number may be another's by now.
      if (this.#outer.exitCode !== null) return;
      this.#first = Number(pid);
      if (this.#killed || this.#outer.signalCode !== null) this.#end(this.#first);
    });
  }

  #end(pid: number | undefined): void {
    if (pid === undefined) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Undefined before it is there, and where the kernel keeps no such list. */
function onlyChildOf(pid: number): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return child === undefined || child === '' ? undefined : Number(child);
  } catch {
    return undefined;
  }
}

/** bubblewrap says of a signal inside what a shell says: 128 and its number. */
function exitInside(exit: ChildExit): ChildExit {
  const number = (exit.code ?? 0) - SIGNAL_BASE;
  const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return signal === undefined ? exit : { code: null, signal };
}

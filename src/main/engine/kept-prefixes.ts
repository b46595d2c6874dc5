import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { bytes } from '../../shared/domain/units.ts';
import type {
  ChildHandle,
  ChildProcessAdapter,
  ForkOptions,
} from '../core/children/child-process-adapter.ts';
import { SCRATCH_VARIABLE, STATE_FILE } from './scratch-names.ts';

/** Most that one model's computed beginnings take on disk, and all of them together. */
export const PREFIX_BYTES = bytes(256_000_000);
const ALL_BYTES = 1_000_000_000;

interface KeptPrefixesLog {
  warn(facts: object, message: string): void;
}

/**
 * Computed beginnings of prompts of models that are out of memory. Each process writes into a
 * folder of its own, which no other process sees: what a crafted model leaves there reaches only
 * that model again. Files are moved, never opened here.
 *
 * They hold what callers asked, in another form, so nothing of them outlives a run of the product.
 */
export class KeptPrefixes {
  readonly #root: string;
  /** Folders of living processes. */
  readonly #issued = new Set<string>();
  /** By model, the one that left memory last at the end. */
  readonly #kept = new Map<string, { readonly folder: string; readonly size: number }>();

  readonly #log: KeptPrefixesLog;

  /** @param root is emptied */
  constructor(root: string, log: KeptPrefixesLog) {
    this.#root = root;
    this.#log = log;
    this.#attempt('emptied', () => removeAll(root));
  }

  /** An adapter whose processes have a folder each. */
  over(adapter: ChildProcessAdapter): ChildProcessAdapter {
    return { fork: (modulePath, options) => this.#fork(adapter, modulePath, options) };
  }

  /**
   * Gives a model's beginnings to its new process.
   * @param path of the model's file
   * @returns takes them, and new ones, back from the process once it is gone
   */
  lend(path: string, scratch: string): () => void {
    if (!this.#issued.has(scratch)) return () => undefined;
    const model = identityOf(path);
    if (model === null) return () => undefined;
    this.#attempt('lent', () => this.#hand(model, scratch));
    return () => this.#attempt('taken back', () => this.#collect(model, scratch));
  }

  #hand(model: string, scratch: string): void {
    const kept = this.#kept.get(model);
    this.#kept.delete(model);
    if (kept === undefined) return;
    for (const name of readdirSync(kept.folder)) {
      renameSync(join(kept.folder, name), join(scratch, name));
    }
    rmSync(kept.folder, { recursive: true });
  }

  #collect(model: string, scratch: string): void {
    const folder = this.#newFolder();
    let size = 0;
    for (const name of readdirSync(scratch)) {
      const path = join(scratch, name);
      const stat = lstatSync(path);
      // A process that was taken over may leave anything: links, folders, a full disk.
      const proper = STATE_FILE.test(name) && stat.isFile() && size + stat.size <= PREFIX_BYTES;
      if (!proper) continue;
      renameSync(path, join(folder, name));
      size += stat.size;
    }
    this.#drop(model);
    this.#kept.set(model, { folder, size });
    this.#makeRoom();
  }

  close(): void {
    this.#attempt('removed', () => removeAll(this.#root));
  }

  #fork(adapter: ChildProcessAdapter, modulePath: string, options: ForkOptions): ChildHandle {
    const scratch = this.#attempt('given a folder', () => this.#newFolder());
    if (scratch === undefined) return adapter.fork(modulePath, options);
    this.#issued.add(scratch);
    const child = adapter.fork(modulePath, {
      ...options,
      env: { ...options.env, [SCRATCH_VARIABLE]: scratch },
      writes: [scratch],
    });
    // Not in this turn: whoever used the process collects first.
    child.onExit(() => setImmediate(() => this.#remove(scratch)));
    return child;
  }

  #newFolder(): string {
    const folder = join(this.#root, randomUUID());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** What was used longest ago. */
  #makeRoom(): void {
    let all = [...this.#kept.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [model, { size }] of this.#kept) {
      if (all <= ALL_BYTES) return;
      this.#drop(model);
      all -= size;
    }
  }

  #drop(model: string): void {
    const kept = this.#kept.get(model);
    this.#kept.delete(model);
    if (kept !== undefined) this.#remove(kept.folder);
  }

  #remove(folder: string): void {
    this.#issued.delete(folder);
    this.#attempt('removed', () => removeAll(folder));
  }

  /** Keeping saves time and nothing else: that it fails (a full disk) must cost nothing else. */
  #attempt<Result>(what: string, act: () => Result): Result | undefined {
    try {
      return act();
    } catch (err) {
      this.#log.warn({ err }, `computed prefixes could not be ${what}`);
      return undefined;
    }
  }
}

/** Also folders that a process has closed to keep them from being removed. */
function removeAll(folder: string): void {
  if (!existsSync(folder)) return;
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeAll(join(folder, entry.name));
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Of a file and what is in it: another model under the same name is another one. */
function identityOf(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : [path, stat.dev, stat.ino, stat.size, stat.mtimeNs].join(' ');
}

import { realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { type Mount, readable } from './sandbox-mounts.ts';

/**
 * The models that one sandbox shows: a folder, and single files from anywhere. What is put into the
 * folder later appears inside; a single file is the very one that was there at the start, even when
 * another has taken its name since.
 */
export class VisibleFiles {
  readonly #folder: string;
  readonly #single: ReadonlyMap<string, string | null>;

  /** @param paths those inside the folder need not be among them */
  constructor(folder: string, paths: readonly string[]) {
    this.#folder = folder;
    const outside = paths.filter((path) => !this.#inFolder(path));
    this.#single = new Map(outside.map((path) => [path, identityOf(path)]));
  }

  mounts(): Mount[] {
    return [this.#folder, ...[...this.#single.keys()].map((path) => this.#place(path))].map(
      readable,
    );
  }

  /** Whether the file that is now at the path can be opened inside. */
  show(path: string): boolean {
    if (this.#inFolder(path)) return true;
    const identity = this.#single.get(path) ?? null;
    return identity !== null && identity === identityOf(path);
  }

  /** Nothing can be mounted on a link of the folder; what it leads to can, where it is. */
  #place(path: string): string {
    return path.startsWith(this.#folder + sep) ? (realPathOf(path) ?? path) : path;
  }

  /** A link in the folder that leads out of it leads nowhere inside. */
  #inFolder(path: string): boolean {
    if (!path.startsWith(this.#folder + sep)) return false;
    return realPathOf(path)?.startsWith(realPathOf(this.#folder) + sep) ?? false;
  }
}

/** Undefined when nothing is there. */
export function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // It is not there: the one who wants to read it will say so.
  }
}

/** Of the file, not of its name. */
function identityOf(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}

import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';

const DRAFT = /^\.incoming-.*\.gguf$/;

/**
 * The home's folder of models while files come in. They get a name of their own first, so that a
 * death in between leaves nothing that looks whole.
 */
export class IncomingFiles {
  readonly #folder: string;
  readonly #sizeLimit: number;

  /** @param sizeLimit largest file taken, in bytes */
  constructor(folder: string, sizeLimit: number) {
    this.#folder = folder;
    this.#sizeLimit = sizeLimit;
  }

  /** Removes what an earlier run left half written. Call before anything comes in. */
  clear(): void {
    for (const entry of readdirSync(this.#folder, { withFileTypes: true })) {
      const { name } = entry;
      if (entry.isFile() && DRAFT.test(name)) rmSync(join(this.#folder, name), { force: true });
    }
  }

  /** Gives the work a path to write to, and removes whatever still is there afterwards. */
  async withDraft<Result>(work: (draft: string) => Promise<Result>): Promise<Result> {
    const draft = join(this.#folder, `.incoming-${randomUUID()}.gguf`);
    try {
      return await work(draft);
    } finally {
      await rm(draft, { force: true });
    }
  }

  /**
   * A draft becomes a model's file, named after its content.
   * @param isTaken of a path: it holds another model (one whose file was replaced by hand)
   * @returns its path
   */
  keep(draft: string, sha256: string, isTaken: (path: string) => boolean): string {
    const plain = join(this.#folder, `${sha256.slice(0, 16)}.gguf`);
    const path = isTaken(plain) ? join(this.#folder, `${sha256}.gguf`) : plain;
    renameSync(draft, path);
    return path;
  }

  /** @throws AppError FILE_TOO_LARGE */
  requireSize(size_bytes: number): void {
    const limit = this.#sizeLimit;
    if (size_bytes <= limit) return;
    throw new AppError('FILE_TOO_LARGE', {
      message: `The file has ${formatBytes(size_bytes)}; the limit is ${formatBytes(limit)} (model_size_limit). Choose a smaller quant.`,
      data: { size_bytes, limit_bytes: limit },
    });
  }

  /** @throws AppError STORAGE_FULL */
  async requireSpace(needed: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#folder);
    const free = bavail * bsize;
    if (free > needed) return;
    throw new AppError('STORAGE_FULL', {
      message: `The file needs ${formatBytes(needed)} and ${formatBytes(free)} are free. Free some space, or import a file of this machine with mode "link".`,
      data: { needed_bytes: needed, free_bytes: free },
    });
  }
}

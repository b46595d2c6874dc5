import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { realpath, rename, rm, statfs } from 'node:fs/promises';
import { basename, extname, isAbsolute, join } from 'node:path';
import type { ImportInput } from '../../shared/contract/models.ts';
import type { Model } from '../../shared/domain/model.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { checkModelFile } from './check-model-file.ts';
import { inspectModelFile } from './file-stamp.ts';
import { copyHashed, hashFile } from './hash-file.ts';
import type { Library } from './library.ts';
import type { EventPort } from './ports.ts';
import { type CheckedFile, describeModel, freeLocalId } from './register-model.ts';

export interface ImporterParts {
  readonly library: Library;
  readonly events: EventPort;
  /** The home's folder of models. */
  readonly folder: string;
  /** Largest file taken, in bytes. */
  readonly sizeLimit: number;
}

export interface ImportResult {
  readonly model: Model;
  readonly already_present: boolean;
}

/** Progress goes out each time this much more is done. */
const PROGRESS_STEP_BYTES = 16_000_000;

/** Takes GGUF files into the library. */
export class Importer {
  readonly #parts: ImporterParts;

  constructor(parts: ImporterParts) {
    this.#parts = parts;
  }

  /**
   * @throws AppError FILE_NOT_FOUND, FILE_TOO_LARGE, STORAGE_FULL, NOT_GGUF or GGUF_…; the file is
   * left as it was and nothing is registered
   */
  async import(input: ImportInput): Promise<ImportResult> {
    const path = await this.#resolve(input.path);
    const { size_bytes } = await this.#inspect(path);
    await checkModelFile(path); // Before a copy is made of what would be refused.
    if (input.mode === 'link') {
      const sha256 = await hashFile(path, this.#progress(input.path, size_bytes));
      return this.#register(await this.#checked(path, sha256), input);
    }
    return this.#copyIn(path, size_bytes, input);
  }

  async #resolve(path: string): Promise<string> {
    if (!isAbsolute(path)) {
      throw new AppError('INVALID_INPUT', {
        message: `path: give an absolute path, not "${path}".`,
        data: { path },
      });
    }
    return realpath(path).catch((caught: unknown) => {
      throw new AppError('FILE_NOT_FOUND', {
        message: `There is no file at ${path}. Check the path; it is read on the server's machine.`,
        data: { path },
        cause: caught,
      });
    });
  }

  async #inspect(path: string): Promise<{ size_bytes: number }> {
    const { size_bytes } = await inspectModelFile(path);
    const limit = this.#parts.sizeLimit;
    if (size_bytes > limit) {
      throw new AppError('FILE_TOO_LARGE', {
        message: `The file has ${formatBytes(size_bytes)}; the limit is ${formatBytes(limit)} (model_size_limit). Choose a smaller quant.`,
        data: { size_bytes, limit_bytes: limit },
      });
    }
    return { size_bytes };
  }

  /** Into a file of its own first, so that a death in between leaves nothing that looks whole. */
  async #copyIn(from: string, size: number, input: ImportInput): Promise<ImportResult> {
    await this.#requireSpace(size);
    const draft = join(this.#parts.folder, `.incoming-${randomUUID()}.gguf`);
    try {
      const sha256 = await copyHashed(from, draft, this.#progress(input.path, size));
      const present = this.#present(sha256);
      if (present !== undefined) return present;
      await checkModelFile(draft); // What was copied is what will be loaded.
      const final = join(this.#parts.folder, `${sha256.slice(0, 16)}.gguf`);
      await rename(draft, final);
      return this.#register(await this.#checked(final, sha256), {
        ...input,
        name: input.name ?? basename(from, extname(from)),
      });
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #checked(path: string, sha256: string): Promise<CheckedFile> {
    const { stamp } = await inspectModelFile(path);
    return { path, stamp, sha256, summary: await checkModelFile(path) };
  }

  /** The model of this content, if its file is still where it was. */
  #present(sha256: string): ImportResult | undefined {
    const { library } = this.#parts;
    const known = library.withHash(sha256);
    if (known === undefined || !existsSync(known.path)) return undefined;
    return { model: library.show(known), already_present: true };
  }

  /** Without a pause between looking and saving, so that two at once cannot both be the first. */
  #register(file: CheckedFile, input: ImportInput): ImportResult {
    const { library } = this.#parts;
    const present = this.#present(file.sha256);
    if (present !== undefined) return present;
    const linked = input.mode === 'link';
    const lost = library.withHash(file.sha256);
    if (lost !== undefined) {
      // MODEL_FILE_MISSING says "import it again": the same model then, with a file again.
      const found = { ...lost, path: file.path, file_stamp: file.stamp, linked };
      return { model: library.save(found), already_present: true };
    }
    const name = input.name ?? basename(input.path, extname(input.path));
    const model = describeModel(file, {
      id: freeLocalId(name, file.summary.quant, (id) => library.get(id) !== undefined),
      name,
      source: 'local',
      label: null,
      linked,
      specialties: input.specialties,
    });
    return { model: library.save(model), already_present: false };
  }

  async #requireSpace(needed: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#parts.folder);
    const free = bavail * bsize;
    if (free > needed) return;
    throw new AppError('STORAGE_FULL', {
      message: `The copy needs ${formatBytes(needed)} and ${formatBytes(free)} are free. Free some space, or import with mode "link".`,
      data: { needed_bytes: needed, free_bytes: free },
    });
  }

  #progress(path: string, total_bytes: number): (done: number) => void {
    let told = 0;
    return (done_bytes) => {
      if (done_bytes < total_bytes && done_bytes - told < PROGRESS_STEP_BYTES) return;
      told = done_bytes;
      this.#parts.events.publish({ type: 'import', path, done_bytes, total_bytes });
    };
  }
}

import { existsSync } from 'node:fs';
import { realpath, rename } from 'node:fs/promises';
import { basename, extname, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ImportInput } from '../../shared/contract/models.ts';
import type { ModelImport } from '../../shared/domain/model-import.ts';
import type { Specialty } from '../../shared/domain/specialty.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { checkModelFile } from './check-model-file.ts';
import { inspectModelFile } from './file-stamp.ts';
import { requireGgufStart } from './gguf-start.ts';
import { copyHashed, hashFile, writeHashed } from './hash-file.ts';
import { ImportLedger, type ImportResult, type ImportWork } from './import-ledger.ts';
import { IncomingFiles } from './incoming-files.ts';
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
  /** Called for each model that got a file. */
  readonly onImported?: (id: string) => void;
}

/** A file that a client sends. */
export interface Upload {
  /** As the client calls it; never used as a path. */
  readonly name: string;
  readonly size_bytes: number;
  readonly specialties?: readonly Specialty[] | undefined;
  /** Destroyed when the upload is refused or given up. */
  readonly body: Readable;
}

/** How a new model is to be called and what it is good at. */
interface Wishes {
  readonly name: string;
  readonly linked: boolean;
  readonly specialties: readonly Specialty[] | undefined;
}

const withoutExtension = (name: string): string => basename(name, extname(name));

/** Takes GGUF files into the library. Every failure leaves the library and the disk as they were. */
export class Importer {
  readonly #parts: ImporterParts;
  readonly #ledger: ImportLedger;
  readonly #incoming: IncomingFiles;

  constructor(parts: ImporterParts) {
    this.#parts = parts;
    this.#ledger = new ImportLedger(parts.events);
    this.#incoming = new IncomingFiles(parts.folder, parts.sizeLimit);
    this.#incoming.clear();
  }

  /**
   * Takes a file of this machine.
   * @throws AppError FILE_NOT_FOUND, FILE_TOO_LARGE, STORAGE_FULL, NOT_GGUF, GGUF_…, IMPORT_CANCELLED
   */
  import(input: ImportInput): Promise<ImportResult> {
    const source = input.mode ?? 'copy';
    return this.#run({ name: basename(input.path), source }, async (work) => {
      const path = await this.#resolve(input.path);
      const { size_bytes } = await inspectModelFile(path);
      work.expect(size_bytes);
      this.#incoming.requireSize(size_bytes);
      await checkModelFile(path); // Before a copy is made of what would be refused.
      const wishes: Wishes = {
        name: input.name ?? withoutExtension(input.path),
        linked: source === 'link',
        specialties: input.specialties,
      };
      return wishes.linked ? this.#link(path, wishes, work) : this.#copy(path, wishes, work);
    });
  }

  /**
   * Takes a file that a client sends, reading no further than it must.
   * @param giveUp aborts when the client is gone
   * @throws AppError as `import`
   */
  receive(upload: Upload, giveUp: AbortSignal): Promise<ImportResult> {
    const { name, size_bytes, specialties } = upload;
    const wishes: Wishes = { name: withoutExtension(name), linked: false, specialties };
    return this.#run(
      { name, source: 'upload' },
      async (work) => {
        work.expect(size_bytes);
        this.#incoming.requireSize(size_bytes);
        await this.#incoming.requireSpace(size_bytes);
        return this.#incoming.withDraft(async (draft) => {
          const streams = [upload.body, requireGgufStart()] as const;
          const sha256 = await writeHashed(streams, draft, reading(work));
          return this.#takeIn(draft, sha256, wishes);
        });
      },
      giveUp,
    );
  }

  /** Imports under way, and the last ones that ended; newest first. */
  list(): readonly ModelImport[] {
    return this.#ledger.list();
  }

  /** @throws AppError IMPORT_NOT_FOUND */
  cancel(id: string): Promise<ModelImport> {
    return this.#ledger.cancel(id);
  }

  /** Gives up what is under way; nothing of it stays. */
  close(): Promise<void> {
    return this.#ledger.close();
  }

  async #run(...run: Parameters<ImportLedger['run']>): Promise<ImportResult> {
    const result = await this.#ledger.run(...run);
    this.#parts.onImported?.(result.model.id);
    return result;
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

  async #link(path: string, wishes: Wishes, work: ImportWork): Promise<ImportResult> {
    const before = await inspectModelFile(path);
    const sha256 = await hashFile(path, { ...reading(work), bytes: before.size_bytes });
    const file = await this.#checked(path, sha256);
    // The hash of one file must not vouch for another that took its place meanwhile.
    if (file.stamp !== before.stamp) {
      throw new AppError('GGUF_INVALID', {
        message: 'The file changed while it was read. Import it again when it is complete.',
      });
    }
    return this.#register(file, wishes);
  }

  async #copy(from: string, wishes: Wishes, work: ImportWork): Promise<ImportResult> {
    const { size_bytes } = await inspectModelFile(from);
    await this.#incoming.requireSpace(size_bytes);
    return this.#incoming.withDraft(async (draft) => {
      const sha256 = await copyHashed(from, draft, { ...reading(work), bytes: size_bytes });
      return this.#takeIn(draft, sha256, wishes);
    });
  }

  /** The file is here as a whole: it is checked as what will be loaded, and gets its place. */
  async #takeIn(draft: string, sha256: string, wishes: Wishes): Promise<ImportResult> {
    const present = this.#present(sha256);
    if (present !== undefined) return present;
    await checkModelFile(draft);
    const final = join(this.#incoming.folder, `${sha256.slice(0, 16)}.gguf`);
    await rename(draft, final);
    return this.#register(await this.#checked(final, sha256), wishes);
  }

  async #checked(path: string, sha256: string): Promise<CheckedFile> {
    const summary = await checkModelFile(path);
    const { stamp } = await inspectModelFile(path);
    return { path, stamp, sha256, summary };
  }

  /** The model of this content, if its file is still where it was. */
  #present(sha256: string): ImportResult | undefined {
    const { library } = this.#parts;
    const known = library.withHash(sha256);
    if (known === undefined || !existsSync(known.path)) return undefined;
    return { model: library.show(known), already_present: true };
  }

  /** Without a pause between looking and saving, so that two at once cannot both be the first. */
  #register(file: CheckedFile, { name, linked, specialties }: Wishes): ImportResult {
    const { library } = this.#parts;
    const present = this.#present(file.sha256);
    if (present !== undefined) return present;
    const lost = library.withHash(file.sha256);
    if (lost !== undefined) {
      // MODEL_FILE_MISSING says "import it again": the same model then, with a file again.
      const found = { ...lost, path: file.path, file_stamp: file.stamp, linked };
      return { model: library.save(found), already_present: true };
    }
    const model = describeModel(file, {
      id: freeLocalId(name, file.summary.quant, (id) => library.get(id) !== undefined),
      name,
      source: 'local',
      label: null,
      linked,
      specialties,
    });
    return { model: library.save(model), already_present: false };
  }
}

const reading = ({ progress, signal }: ImportWork) => ({ onProgress: progress, signal });

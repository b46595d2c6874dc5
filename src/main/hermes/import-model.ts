import { realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import type { ImportInput } from '../../shared/contract/models.ts';
import type { ModelImport } from '../../shared/domain/model-import.ts';
import type { Specialty } from '../../shared/domain/specialty.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { Admission, checkedFile, type Wishes } from './admission.ts';
import { checkModelFile } from './check-model-file.ts';
import { inspectModelFile, type ModelFile } from './file-stamp.ts';
import { requireGgufStart } from './gguf-start.ts';
import { copyHashed, hashFile, writeHashed } from './hash-file.ts';
import { ImportLedger, type ImportResult, type ImportWork } from './import-ledger.ts';
import { IncomingFiles } from './incoming-files.ts';
import type { Library } from './library.ts';
import { modelNameOf, plainFileName } from './model-name.ts';
import type { EventPort } from './ports.ts';

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
  /** Read no further, and destroyed, once the upload is refused or given up. */
  readonly body: Readable;
}

/** Takes GGUF files into the library. Every failure leaves the library and the disk as they were. */
export class Importer {
  readonly #parts: ImporterParts;
  readonly #ledger: ImportLedger;
  readonly #incoming: IncomingFiles;
  readonly #admission: Admission;

  constructor(parts: ImporterParts) {
    this.#parts = parts;
    this.#ledger = new ImportLedger(parts.events);
    this.#incoming = new IncomingFiles(parts.folder, parts.sizeLimit);
    this.#incoming.clear();
    this.#admission = new Admission(parts.library, this.#incoming);
  }

  /**
   * Takes a file of this machine.
   * @throws AppError FILE_NOT_FOUND, FILE_TOO_LARGE, STORAGE_FULL, NOT_GGUF, GGUF_…, IMPORT_CANCELLED
   */
  import(input: ImportInput): Promise<ImportResult> {
    const source = input.mode ?? 'copy';
    return this.#run({ name: plainFileName(input.path), source }, async (work) => {
      const path = await this.#resolve(input.path);
      const file = await inspectModelFile(path);
      work.expect(file.size_bytes);
      this.#incoming.requireSize(file.size_bytes);
      await checkModelFile(path); // Before a copy is made of what would be refused.
      const wishes: Wishes = {
        name: input.name ?? modelNameOf(input.path),
        linked: source === 'link',
        specialties: input.specialties,
      };
      return wishes.linked
        ? this.#link(path, file, wishes, work)
        : this.#copy(path, file, wishes, work);
    });
  }

  /**
   * Takes a file that a client sends, reading no further than it must.
   * @param giveUp aborts when the client is gone
   * @throws AppError as `import`
   */
  receive(upload: Upload, giveUp: AbortSignal): Promise<ImportResult> {
    const { size_bytes, specialties } = upload;
    const name = plainFileName(upload.name);
    const wishes: Wishes = { name: modelNameOf(name), linked: false, specialties };
    return this.#run(
      { name, source: 'upload' },
      async (work) => {
        work.expect(size_bytes);
        this.#incoming.requireSize(size_bytes);
        await this.#incoming.requireSpace(size_bytes);
        return this.#incoming.withDraft(async (draft) => {
          const streams = [upload.body, requireGgufStart()] as const;
          const sha256 = await writeHashed(streams, draft, reading(work));
          return this.#takeIn(draft, sha256, wishes, work);
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

  async #link(
    path: string,
    before: ModelFile,
    wishes: Wishes,
    work: ImportWork,
  ): Promise<ImportResult> {
    const sha256 = await hashFile(path, { ...reading(work), bytes: before.size_bytes });
    const file = await checkedFile(path, sha256);
    // The hash of one file must not vouch for another that took its place meanwhile.
    if (file.stamp !== before.stamp) {
      throw new AppError('GGUF_INVALID', {
        message: 'The file changed while it was read. Import it again when it is complete.',
      });
    }
    work.signal.throwIfAborted();
    return this.#admission.register(file, wishes);
  }

  /** Copies what was looked at and no more: the file may be growing. */
  async #copy(
    from: string,
    { size_bytes }: ModelFile,
    wishes: Wishes,
    work: ImportWork,
  ): Promise<ImportResult> {
    await this.#incoming.requireSpace(size_bytes);
    return this.#incoming.withDraft(async (draft) => {
      const sha256 = await copyHashed(from, draft, { ...reading(work), bytes: size_bytes });
      return this.#takeIn(draft, sha256, wishes, work);
    });
  }

  /** The file is here as a whole: it is checked as what will be loaded, and gets its place. */
  async #takeIn(
    draft: string,
    sha256: string,
    wishes: Wishes,
    { signal }: ImportWork,
  ): Promise<ImportResult> {
    const present = this.#admission.present(sha256);
    if (present !== undefined) return present;
    const file = await checkedFile(draft, sha256);
    signal.throwIfAborted();
    return this.#admission.takeIn(file, wishes);
  }
}

const reading = ({ progress, signal }: ImportWork) => ({ onProgress: progress, signal });

import type { StoredDownload } from '../../../shared/domain/download.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type Admission, checkedFile } from '../admission.ts';
import type { ImportResult } from '../import-ledger.ts';
import type { IncomingFiles } from '../incoming-files.ts';
import { modelNameOf } from '../model-name.ts';
import { storageFull } from './disk-space.ts';
import type { DownloadRecord } from './download-record.ts';
import { Draft } from './draft.ts';
import type { HubClient, ResolvedFile } from './hub-client.ts';
import type { PartialFiles } from './partial-files.ts';
import { isDiskFull, misbehaved, WrongContent } from './setback.ts';
import { SignedAddress } from './signed-address.ts';
import { transfer } from './transfer.ts';

export interface RunParts {
  readonly client: HubClient;
  readonly admission: Admission;
  readonly incoming: IncomingFiles;
  readonly partials: PartialFiles;
  /** Bytes that may still be written to the disk of the models. */
  readonly freeBytes: () => Promise<number>;
  /** Bytes that the downloads beside this one are still to write. */
  readonly reserved: () => number;
}

/** Pieces of one file that are brought side by side. */
const CONNECTIONS = 4;
/** Wrong content may come from a broken cache on the way; the same again does not. */
const MOST_FRESH_STARTS = 1;

/** One go at a download, from asking the hub to the model on record. */
export class DownloadRun {
  readonly #record: DownloadRecord;
  readonly #parts: RunParts;
  readonly #signal: AbortSignal;

  constructor(record: DownloadRecord, parts: RunParts, signal: AbortSignal) {
    this.#record = record;
    this.#parts = parts;
    this.#signal = signal;
  }

  get #row(): StoredDownload {
    return this.#record.row;
  }

  /** @throws AppError when it cannot go on; Setback when it can, later */
  async run(): Promise<ImportResult> {
    const { admission, incoming, partials } = this.#parts;
    const file = await this.#resolve();
    incoming.requireSize(file.size);
    const present = admission.present(file.sha256);
    const result = present ?? (await this.#bring(file));
    await partials.remove(this.#row.download_id); // Of one that was present; else it has moved.
    return result;
  }

  async #bring(file: ResolvedFile): Promise<ImportResult> {
    try {
      await this.#write(file);
    } catch (caught) {
      if (!(caught instanceof WrongContent)) throw caught;
      await this.#discard();
      if (this.#row.fresh_starts >= MOST_FRESH_STARTS) throw corrupt(this.#row, caught);
      this.#record.change({ fresh_starts: this.#row.fresh_starts + 1, state: 'running' });
      return this.#bring(await this.#resolve());
    }
    return this.#takeIn(file);
  }

  /** Asks for the commit that was pinned; where that is gone, for what there is now. */
  async #ask(): Promise<ResolvedFile> {
    const { repo, file, commit_id } = this.#row;
    const { client } = this.#parts;
    for (const revision of [commit_id ?? 'main', 'main']) {
      const found = await client.resolve({ repo, file, revision }, this.#signal);
      if (found !== undefined) return found;
    }
    throw new AppError('HUB_NOT_FOUND', { data: { repo, file } });
  }

  /** Puts on record what the hub promises. Bytes of another content are worth nothing. */
  async #resolve(): Promise<ResolvedFile> {
    const found = await this.#ask();
    const { sha256, size_bytes } = this.#row;
    const isAnother = found.sha256 !== sha256 || found.size !== size_bytes;
    this.#record.change({
      commit_id: found.commit,
      size_bytes: found.size,
      sha256: found.sha256,
      ...(isAnother && { pieces: [] }),
    });
    return found;
  }

  /** Until the right bytes are on the disk. */
  async #write(file: ResolvedFile): Promise<void> {
    await this.#requireSpace();
    const { download_id, repo, file: name, pieces } = this.#row;
    const { partials, client } = this.#parts;
    const draft = await Draft.open(partials.pathOf(download_id), file.size, pieces, (board) =>
      this.#record.progress(board),
    );
    try {
      await transfer({
        client,
        repo,
        file: name,
        draft,
        address: new SignedAddress(file.url, () => this.#renew(file)),
        connections: CONNECTIONS,
        signal: this.#signal,
      });
      this.#record.change({ state: 'checking', pieces: draft.snapshot() });
      const sha256 = await draft.finish(this.#signal);
      if (sha256 !== file.sha256) throw new WrongContent(`Its SHA-256 is ${sha256}.`);
    } catch (caught) {
      throw isDiskFull(caught) ? await this.#diskFull() : caught;
    } finally {
      await draft.close();
      this.#record.change({ pieces: draft.snapshot() });
    }
  }

  /** A new address for the same content. */
  async #renew({ sha256 }: ResolvedFile): Promise<URL> {
    const found = await this.#ask();
    if (found.sha256 !== sha256) throw misbehaved('replaced the file meanwhile');
    return found.url;
  }

  /** The same gate as every other model file; what it refuses will not be better the next time. */
  async #takeIn({ sha256 }: ResolvedFile): Promise<ImportResult> {
    const { repo, file, download_id } = this.#row;
    const path = this.#parts.partials.pathOf(download_id);
    const checked = await checkedFile(path, sha256).catch(async (caught: unknown) => {
      await this.#discard();
      throw caught;
    });
    this.#signal.throwIfAborted();
    const name = modelNameOf(file);
    return this.#parts.admission.takeIn(checked, {
      name,
      linked: false,
      specialties: undefined,
      repo,
    });
  }

  async #requireSpace(): Promise<void> {
    const needed = this.#record.missingBytes + this.#parts.reserved();
    const free = await this.#parts.freeBytes();
    if (free < needed) throw storageFull(needed, free);
  }

  async #diskFull(): Promise<AppError> {
    const needed = this.#record.missingBytes + this.#parts.reserved();
    return storageFull(needed, await this.#parts.freeBytes());
  }

  async #discard(): Promise<void> {
    await this.#parts.partials.remove(this.#row.download_id);
    this.#record.change({ pieces: [] });
  }
}

const corrupt = ({ repo, file, sha256 }: StoredDownload, cause: WrongContent): AppError =>
  new AppError('DOWNLOAD_CORRUPT', {
    message: `${file} of ${repo} came twice with other content than Hugging Face promises, and was not kept. Try again later, or choose another file.`,
    data: { repo, file, sha256 },
    cause,
  });

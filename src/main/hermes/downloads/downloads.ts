import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import type { DownloadInput } from '../../../shared/contract/downloads.ts';
import { type Download, hasEnded, type StoredDownload } from '../../../shared/domain/download.ts';
import { type EpochMs, epochMs, type Milliseconds } from '../../../shared/domain/units.ts';
import { AppError, toAppError } from '../../../shared/errors/app-error.ts';
import { Admission } from '../admission.ts';
import type { ImportResult } from '../import-ledger.ts';
import { IncomingFiles } from '../incoming-files.ts';
import type { Library } from '../library.ts';
import type { DownloadStorePort, EventPort } from '../ports.ts';
import { backOff } from './back-off.ts';
import { fileOfQuant, requireWholeModel } from './choose-file.ts';
import { DownloadRecord } from './download-record.ts';
import { DownloadRun, type RunParts } from './download-run.ts';
import type { HubClient } from './hub-client.ts';
import { PartialFiles } from './partial-files.ts';
import { Setback } from './setback.ts';

export interface DownloadsParts {
  readonly client: HubClient;
  readonly library: Library;
  readonly store: DownloadStorePort;
  readonly events: EventPort;
  readonly clock: {
    now(): EpochMs;
    after(delay: Milliseconds, run: () => void): () => void;
  };
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: {
    info(facts: object, message: string): void;
    error(facts: object, message: string): void;
  };
  /** The home's folder of models. */
  readonly folder: string;
  /** Largest file taken, in bytes. */
  readonly sizeLimit: number;
  /** Files brought side by side. */
  readonly atOnce: number;
  /** Free bytes of that folder's disk; the system's word by default. */
  readonly freeBytes?: () => Promise<number>;
  /** Called for each model that got a file. */
  readonly onImported?: (id: string) => void;
}

/** Ended downloads that stay listed. */
const KEPT = 50;

interface Entry {
  readonly record: DownloadRecord;
  /** While a run is under way. */
  work: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  /** Calls off the next try of one that waits. */
  callOff: (() => void) | undefined;
  /** Setbacks in a row without a byte in between, and the bytes at the last one. */
  failures: number;
  bytesAtSetback: number;
}

/**
 * Brings model files from the hub into the library: some at once, the others in line. Everything is
 * on record before it is told; a download goes on where it was after any end of the process.
 */
export class Downloads {
  readonly #parts: DownloadsParts;
  readonly #run: Omit<RunParts, 'reserved'>;
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  #closed = false;

  constructor(parts: DownloadsParts) {
    this.#parts = parts;
    const { library, folder, sizeLimit, client } = parts;
    const incoming = new IncomingFiles(folder, sizeLimit);
    this.#run = {
      client,
      incoming,
      admission: new Admission(library, incoming),
      partials: new PartialFiles(folder),
      freeBytes: parts.freeBytes ?? (() => freeBytesOf(folder)),
    };
    for (const row of parts.store.all()) this.#enter(row);
  }

  /** Goes on with what an earlier run left, and tidies up after it. */
  start(): void {
    this.#run.partials.clear((id) => this.#isUnended(id));
    for (const { record } of this.#entries.values()) {
      const { state } = record.row;
      if (!hasEnded(state) && state !== 'paused') record.change({ state: 'queued', error: null });
    }
    this.#forgetOldest();
    this.#pump();
  }

  /** Newest first. */
  list(): readonly Download[] {
    return [...this.#entries.values()].map(({ record }) => record.show()).toReversed();
  }

  /**
   * Puts a file in line; one that is there already stays where it is.
   * @throws AppError GGUF_UNSUPPORTED; HUB_… where a quant has to be looked up
   */
  async add({ repo, file, quant = '' }: DownloadInput): Promise<Download> {
    const path = file ?? (await this.#fileOf(repo, quant));
    requireWholeModel(path);
    if (this.#closed) throw new AppError('SHUTTING_DOWN');
    const known = [...this.#entries.values()].find(
      ({ record: { row } }) => row.repo === repo && row.file === path && !hasEnded(row.state),
    );
    if (known !== undefined) return known.record.show();
    const row = newDownload(repo, path, this.#parts.clock.now());
    this.#parts.store.save(row); // Nothing is acknowledged that is not on record.
    const { record } = this.#enter(row);
    record.change({});
    this.#forgetOldest();
    this.#pump();
    return record.show();
  }

  /** @throws AppError DOWNLOAD_NOT_FOUND, DOWNLOAD_ENDED */
  async pause(id: string): Promise<Download> {
    const entry = this.#find(id);
    await this.#halt(entry);
    const { record } = entry;
    requireUnended(record.row);
    if (record.row.state !== 'paused') record.change({ state: 'paused', error: null });
    this.#pump();
    return record.show();
  }

  /** @throws AppError DOWNLOAD_NOT_FOUND, DOWNLOAD_ENDED */
  resume(id: string): Download {
    const entry = this.#find(id);
    const { record } = entry;
    const { state } = record.row;
    if (state === 'succeeded' || state === 'cancelled') throw ended(record.row);
    if (state === 'paused' || state === 'waiting' || state === 'failed') {
      entry.callOff?.();
      entry.failures = 0;
      record.change({ state: 'queued', error: null, fresh_starts: 0 });
      this.#pump();
    }
    return record.show();
  }

  /**
   * Resolves when nothing of it is left.
   * @throws AppError DOWNLOAD_NOT_FOUND, DOWNLOAD_ENDED
   */
  async cancel(id: string): Promise<Download> {
    const entry = this.#find(id);
    await this.#halt(entry);
    const { record } = entry;
    if (record.row.state !== 'failed') requireUnended(record.row);
    await this.#run.partials.remove(id);
    record.change({ state: 'cancelled', error: null, pieces: [] });
    this.#pump();
    return record.show();
  }

  /** Stops; what is under way goes on at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#entries.values()].map((entry) => this.#halt(entry)));
  }

  #enter(row: StoredDownload): Entry {
    const { store, events, clock, log } = this.#parts;
    const record = new DownloadRecord(row, { store, events, log, now: () => clock.now() });
    const entry: Entry = {
      record,
      work: undefined,
      callOff: undefined,
      failures: 0,
      bytesAtSetback: record.doneBytes,
    };
    this.#entries.set(row.download_id, entry);
    return entry;
  }

  #find(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new AppError('DOWNLOAD_NOT_FOUND', { data: { download_id: id } });
  }

  async #fileOf(repo: string, quant: string): Promise<string> {
    const { client } = this.#parts;
    try {
      return fileOfQuant(repo, await client.files(repo), quant);
    } catch (caught) {
      throw caught instanceof Setback ? caught.error : caught; // Somebody waits for the answer.
    }
  }

  /** Nothing of it is under way, and nothing will be by itself, when this resolves. */
  async #halt(entry: Entry): Promise<void> {
    entry.callOff?.();
    entry.callOff = undefined;
    entry.work?.abort.abort();
    await entry.work?.ended;
  }

  /** Starts the oldest in line while there is room. */
  #pump(): void {
    for (const entry of this.#entries.values()) {
      const working = [...this.#entries.values()].filter(({ work }) => work !== undefined);
      if (this.#closed || working.length >= this.#parts.atOnce) return;
      if (entry.record.row.state === 'queued' && entry.work === undefined) this.#begin(entry);
    }
  }

  #begin(entry: Entry): void {
    const abort = new AbortController();
    entry.record.change({ state: 'running', error: null });
    entry.work = { abort, ended: this.#work(entry, abort.signal) };
  }

  /** Never rejects: however it ends is on record. */
  async #work(entry: Entry, signal: AbortSignal): Promise<void> {
    const { record } = entry;
    const reserved = (): number => this.#missingBeside(entry);
    try {
      const run = new DownloadRun(record, { ...this.#run, reserved }, signal);
      this.#succeed(record, await run.run());
    } catch (caught) {
      if (!signal.aborted) this.#stumble(entry, caught); // Who aborts says what it is now.
    }
    entry.work = undefined;
    this.#forgetOldest();
    this.#pump();
  }

  #succeed(record: DownloadRecord, { model, already_present }: ImportResult): void {
    const { download_id, repo, file } = record.row;
    record.change({ state: 'succeeded', model_id: model.id, already_present, pieces: [] });
    this.#parts.log.info({ download_id, repo, file, model_id: model.id }, 'a model was downloaded');
    this.#parts.onImported?.(model.id);
  }

  #stumble(entry: Entry, caught: unknown): void {
    const { record } = entry;
    const { download_id } = record.row;
    if (caught instanceof Setback) return this.#wait(entry, caught);
    const error = toAppError(caught);
    const { code, message, data } = error;
    if (code === 'INTERNAL') this.#parts.log.error({ err: caught, download_id }, 'internal error');
    const state = code === 'STORAGE_FULL' ? 'paused' : 'failed';
    record.change({ state, error: { code, message, data: { ...data } } });
    this.#parts.log.info({ download_id, state, code }, 'a download stopped');
  }

  #wait(entry: Entry, { error, wait }: Setback): void {
    const { clock, random } = this.#parts;
    const { record } = entry;
    entry.failures = record.doneBytes > entry.bytesAtSetback ? 1 : entry.failures + 1;
    entry.bytesAtSetback = record.doneBytes;
    const delay = wait ?? backOff(entry.failures, random());
    const { code, message, data } = error;
    const until = epochMs(clock.now() + delay);
    record.change({ state: 'waiting', error: { code, message, data: { ...data } } }, until);
    entry.callOff = clock.after(delay, () => {
      entry.callOff = undefined;
      record.change({ state: 'queued', error: null });
      this.#pump();
    });
  }

  #missingBeside(entry: Entry): number {
    return [...this.#entries.values()]
      .filter((other) => other !== entry && other.work !== undefined)
      .reduce((sum, { record }) => sum + record.missingBytes, 0);
  }

  #isUnended(id: string): boolean {
    const state = this.#entries.get(id)?.record.row.state;
    return state !== undefined && (!hasEnded(state) || state === 'failed');
  }

  #forgetOldest(): void {
    const over = [...this.#entries].filter(
      ([, { record, work }]) => hasEnded(record.row.state) && work === undefined,
    );
    for (const [id] of over.slice(0, Math.max(0, over.length - KEPT))) {
      this.#entries.delete(id);
      this.#parts.store.remove(id);
    }
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const ended = ({ download_id, state }: StoredDownload): AppError =>
  new AppError('DOWNLOAD_ENDED', { data: { download_id, state } });

function requireUnended(row: StoredDownload): void {
  if (hasEnded(row.state)) throw ended(row);
}

const newDownload = (repo: string, file: string, created_at: EpochMs): StoredDownload => ({
  download_id: randomUUID(),
  repo,
  file,
  state: 'queued',
  commit_id: null,
  size_bytes: null,
  sha256: null,
  pieces: [],
  fresh_starts: 0,
  error: null,
  model_id: null,
  already_present: false,
  created_at,
  finished_at: null,
});

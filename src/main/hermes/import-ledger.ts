import { randomUUID } from 'node:crypto';
import type { Model } from '../../shared/domain/model.ts';
import type { ModelImport } from '../../shared/domain/model-import.ts';
import { AppError, toAppError } from '../../shared/errors/app-error.ts';
import type { EventPort } from './ports.ts';

export interface ImportResult {
  readonly model: Model;
  readonly already_present: boolean;
}

/** An import as the work behind it sees it. */
export interface ImportWork {
  /** Aborts when the import is given up. */
  readonly signal: AbortSignal;
  /** Told again and again while bytes pass. */
  readonly progress: (doneBytes: number) => void;
  /** Known for an upload at once, for a file once it was looked at. */
  readonly expect: (totalBytes: number) => void;
}

interface Entry {
  record: ModelImport;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Progress is told this often at most, so that a fast disk does not flood the listeners. */
const TELL_EVERY_MS = 200;
/** Ended imports that stay listed. */
const KEPT = 20;

/** Every import from its beginning to its end: told as events, listed, and cancelled by id. */
export class ImportLedger {
  readonly #events: EventPort;
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  #closed = false;

  constructor(events: EventPort) {
    this.#events = events;
  }

  /** Newest first. */
  list(): readonly ModelImport[] {
    return [...this.#entries.values()].map(({ record }) => record).toReversed();
  }

  /**
   * Runs an import on the record. When `giveUp` aborts or the import is cancelled by its id, the
   * work's signal aborts and this rejects with IMPORT_CANCELLED.
   */
  async run(
    file: { readonly name: string; readonly source: ModelImport['source'] },
    work: (work: ImportWork) => Promise<ImportResult>,
    giveUp?: AbortSignal,
  ): Promise<ImportResult> {
    if (this.#closed) throw new AppError('SHUTTING_DOWN');
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const entry: Entry = { record: begun(file), abort: new AbortController(), ended };
    const abort = (): void => entry.abort.abort();
    giveUp?.addEventListener('abort', abort, { once: true });
    if (giveUp?.aborted === true) abort();
    this.#entries.set(entry.record.import_id, entry);
    this.#change(entry, {});
    try {
      const result = await work(this.#workOf(entry));
      const { model, already_present } = result;
      this.#change(entry, { state: 'succeeded', model_id: model.id, already_present });
      return result;
    } catch (caught) {
      throw this.#fail(entry, caught);
    } finally {
      giveUp?.removeEventListener('abort', abort);
      this.#forgetOldest();
      resolve();
    }
  }

  /**
   * Gives an import up; resolves when nothing of it is left.
   * @throws AppError IMPORT_NOT_FOUND
   */
  async cancel(id: string): Promise<ModelImport> {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.record.state !== 'running') {
      throw new AppError('IMPORT_NOT_FOUND', { data: { import_id: id } });
    }
    entry.abort.abort();
    await entry.ended;
    return entry.record;
  }

  /** Takes nothing more and gives up what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#entries.values()].filter(({ record }) => record.state === 'running');
    for (const { abort } of running) abort.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  #workOf(entry: Entry): ImportWork {
    let toldAt = 0;
    return {
      signal: entry.abort.signal,
      expect: (total_bytes) => this.#change(entry, { total_bytes }),
      progress: (done_bytes) => {
        const now = performance.now();
        if (done_bytes < entry.record.total_bytes && now - toldAt < TELL_EVERY_MS) return;
        toldAt = now;
        this.#change(entry, { done_bytes });
      },
    };
  }

  #fail(entry: Entry, caught: unknown): AppError {
    if (entry.abort.signal.aborted) {
      this.#change(entry, { state: 'cancelled' });
      return new AppError('IMPORT_CANCELLED', { cause: caught });
    }
    const error = toAppError(caught);
    const { code, message, data } = error;
    this.#change(entry, { state: 'failed', error: { code, message, data: { ...data } } });
    return error;
  }

  #change(entry: Entry, changes: Partial<ModelImport>): void {
    entry.record = { ...entry.record, ...changes };
    this.#events.publish({ type: 'import', ...entry.record });
  }

  #forgetOldest(): void {
    const ended = [...this.#entries].filter(([, { record }]) => record.state !== 'running');
    for (const [id] of ended.slice(0, Math.max(0, ended.length - KEPT))) this.#entries.delete(id);
  }
}

function begun(file: Pick<ModelImport, 'name' | 'source'>): ModelImport {
  return {
    import_id: randomUUID(),
    ...file,
    state: 'running',
    done_bytes: 0,
    total_bytes: 0,
    model_id: null,
    already_present: false,
    error: null,
  };
}

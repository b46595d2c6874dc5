import type { Database } from 'better-sqlite3';
import { sqliteError } from './sqlite-error.ts';

interface Write {
  readonly run: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects the writes of one turn of the event loop into one transaction. A commit costs far more
 * than a row, so many callers share it; order is kept. A promise resolves once its row is
 * committed, which is what "acknowledged" means.
 */
export class GroupCommit {
  readonly #database: Database;
  #waiting: Write[] = [];
  #scheduled = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns when the write is committed; rejects (STORAGE_FULL, INTERNAL) when it is not. */
  write(run: () => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ run, resolve, reject });
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
    return promise;
  }

  /** Commits what waits, now. */
  flush(): void {
    this.#scheduled = false;
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    try {
      this.#commit(batch);
      for (const { resolve } of batch) resolve();
    } catch {
      // One bad write must not take its neighbours down: run each alone, and blame the right one.
      for (const write of batch) this.#commitAlone(write);
    }
  }

  #commit(batch: readonly Write[]): void {
    this.#database.transaction(() => {
      for (const { run } of batch) run();
    })();
  }

  #commitAlone(write: Write): void {
    try {
      this.#commit([write]);
      write.resolve();
    } catch (caught) {
      write.reject(sqliteError(caught));
    }
  }
}

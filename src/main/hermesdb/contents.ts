import type { Database, Statement } from 'better-sqlite3';

/** Wiped rows looked at, and at most taken away, in one step. */
const STEP = 500;
/**
 * Wiped rows that stay between those taken away and the first that is kept. A deletion moves rows of
 * the neighbouring pages, and of a moved row a copy can stay behind; no page holds more than 500.
 */
const MARGIN = 2000;

/**
 * What was asked and answered. Rows are added at the end, shrink to nothing when they are wiped, and
 * leave from the front: so no kept row is ever moved, and with `secure_delete` a wiped text is gone
 * from the file. (A row that grows or is deleted among others makes SQLite move its neighbours, and
 * leaves copies of them in the gaps of pages.)
 */
export class Contents {
  readonly #put: Statement<[string | null, string]>;
  readonly #wipe: Statement<[{ query_id: string }]>;
  readonly #unlink: Statement<[{ query_id: string }]>;
  readonly #first: Statement<[], number>;
  readonly #last: Statement<[], number>;
  readonly #firstKept: Statement<[number, number], number>;
  readonly #trim: Statement<[number]>;
  /** Every row before this one is known to be wiped. */
  #frontier = 0;

  constructor(database: Database) {
    this.#put = database.prepare('INSERT INTO contents (preview, text) VALUES (?, ?)');
    this.#wipe = database.prepare(`
      UPDATE contents SET preview = NULL, text = NULL WHERE id IN (
        SELECT request_id FROM queries WHERE query_id = @query_id UNION ALL
        SELECT response_id FROM queries WHERE query_id = @query_id)`);
    // The hash of a short text can be guessed; only a key needs it.
    this.#unlink = database.prepare(`
      UPDATE queries SET request_id = NULL, response_id = NULL,
        body_hash = iif(idempotency_key IS NULL, '', body_hash)
      WHERE query_id = @query_id`);
    this.#first = database.prepare<[], number>('SELECT min(id) FROM contents').pluck();
    this.#last = database.prepare<[], number>('SELECT max(id) FROM contents').pluck();
    // `typeof` reads the row's header alone, not a text of megabytes.
    this.#firstKept = database
      .prepare<[number, number], number>(`
        SELECT id FROM contents WHERE id >= ? AND id < ? AND typeof(text) <> 'null'
        ORDER BY id LIMIT 1`)
      .pluck();
    this.#trim = database.prepare('DELETE FROM contents WHERE id < ?');
  }

  /** @returns the id under which the query refers to it */
  put(text: string, preview: string | null = null): number {
    return Number(this.#put.run(preview, text).lastInsertRowid);
  }

  /** Wipes what was asked and answered in one query. */
  wipe(query_id: string): void {
    this.#wipe.run({ query_id });
    this.#unlink.run({ query_id });
  }

  /** One step of taking away wiped rows at the front. @returns whether there may be more */
  trim(): boolean {
    const last = this.#last.get() ?? 0;
    const from = Math.max(this.#frontier, this.#first.get() ?? 0);
    const end = Math.min(from + STEP, last + 1);
    const kept = this.#firstKept.get(from, end);
    this.#frontier = kept ?? end;
    this.#trim.run(this.#frontier - MARGIN);
    return kept === undefined && end <= last;
  }
}

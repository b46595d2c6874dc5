import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Row } from './judge.ts';
import { framesWithoutCommit } from './wal.ts';

const ROWS = `SELECT query_id, state, attempts, finished_at, idempotency_key AS key,
  request_id IS NOT NULL AS has_content, priority_applied AS priority,
  (SELECT count(*) FROM query_moves WHERE query_moves.query_id = queries.query_id) AS moves
  FROM queries`;

export type Rows = ReadonlyMap<string, Row>;

function rowsOf(database: Database.Database): Rows {
  const rows = database.prepare<[], Row>(ROWS).all();
  return new Map(rows.map((row) => [row.query_id, row]));
}

/** What lay in the files when the process was dead, and nothing had looked at them since. */
export interface Death {
  readonly rows: Rows;
  /** Frames of a transaction that had begun to be written and was not committed. */
  readonly torn: number;
}

/** Reads a copy: opening the files would repair them, which is the product's task. */
export function readDeath(home: string): Death {
  const copy = mkdtempSync(join(tmpdir(), 'vx11-death-'));
  try {
    for (const name of ['vx11.db', 'vx11.db-wal']) {
      if (existsSync(join(home, name))) cpSync(join(home, name), join(copy, name));
    }
    const torn = framesWithoutCommit(join(copy, 'vx11.db-wal'));
    const database = new Database(join(copy, 'vx11.db'));
    const rows = rowsOf(database);
    database.close();
    return { rows, torn };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Reads beside the running product, over a connection of its own. */
export class OnRecord {
  readonly #database: Database.Database;

  constructor(home: string) {
    this.#database = new Database(join(home, 'vx11.db'), { readonly: true, timeout: 5000 });
  }

  get rows(): Rows {
    return rowsOf(this.#database);
  }

  get unfinished(): number {
    const sql = "SELECT count(*) FROM queries WHERE state IN ('queued', 'running')";
    return this.#database.prepare<[], number>(sql).pluck().get() ?? 0;
  }

  stateOf(id: string): string | undefined {
    const sql = 'SELECT state FROM queries WHERE query_id = ?';
    return this.#database.prepare<[string], string>(sql).pluck().get(id);
  }

  hasContent(id: string): boolean {
    const sql = 'SELECT request_id IS NOT NULL FROM queries WHERE query_id = ?';
    return this.#database.prepare<[string], number>(sql).pluck().get(id) === 1;
  }

  /** What SQLite finds wrong with the file; empty when it is sound. */
  get damage(): readonly string[] {
    const said = this.#database.prepare<[], string>('PRAGMA integrity_check').pluck().all();
    return said.filter((line) => line !== 'ok');
  }

  close(): void {
    this.#database.close();
  }
}

import type { Database, Statement } from 'better-sqlite3';
import { queryId } from '../../shared/domain/ids.ts';
import { queryStateSchema } from '../../shared/domain/query.ts';
import { type EpochMs, epochMs } from '../../shared/domain/units.ts';
import type { FinishedQuery, RetentionStorePort } from '../switch/ports.ts';
import type { Contents } from './contents.ts';
import type { GroupCommit } from './group-commit.ts';

interface FinishedRow {
  readonly place: number;
  readonly query_id: string;
  readonly state: string;
  readonly created_at: number;
  readonly finished_at: number;
  readonly has_key: number;
  readonly has_content: number;
}

/** The event loop waits for a batch: rows are taken until this time is over. */
const BATCH_MS = 2;

const COLUMNS = `rowid AS place, query_id, state, created_at, finished_at,
  idempotency_key IS NOT NULL AS has_key, request_id IS NOT NULL AS has_content`;

function fromRow(row: FinishedRow): FinishedQuery {
  return {
    place: row.place,
    query_id: queryId(row.query_id),
    state: queryStateSchema.parse(row.state),
    created_at: epochMs(row.created_at),
    finished_at: epochMs(row.finished_at),
    has_key: row.has_key === 1,
    has_content: row.has_content === 1,
  };
}

/** Finds what need not be kept any longer and takes it away, in batches that hold nobody up. */
export class RetentionStore implements RetentionStorePort {
  readonly #database: Database;
  readonly #commit: GroupCommit;
  readonly #contents: Contents;
  readonly #withContent: Statement<[number, number], FinishedRow>;
  readonly #finished: Statement<[Record<string, number>], FinishedRow>;
  readonly #historyEnd: Statement<[number], number>;
  readonly #forget: Statement<[string]>;

  constructor(database: Database, commit: GroupCommit, contents: Contents) {
    this.#database = database;
    this.#commit = commit;
    this.#contents = contents;
    this.#withContent = database.prepare(`
      SELECT ${COLUMNS} FROM queries
      WHERE finished_at IS NOT NULL AND request_id IS NOT NULL AND finished_at < ?
      ORDER BY finished_at LIMIT ?`);
    this.#finished = database.prepare(`
      SELECT ${COLUMNS} FROM queries
      WHERE finished_at >= @at AND finished_at < @before AND (finished_at > @at OR rowid > @place)
      ORDER BY finished_at, rowid LIMIT @limit`);
    this.#historyEnd = database
      .prepare<[number], number>(`
        SELECT finished_at FROM queries WHERE finished_at IS NOT NULL
        ORDER BY finished_at DESC LIMIT 1 OFFSET ?`)
      .pluck();
    this.#forget = database.prepare('DELETE FROM queries WHERE query_id = ?');
  }

  withContent(before: EpochMs, limit: number): readonly FinishedQuery[] {
    return this.#withContent.all(before, limit).map(fromRow);
  }

  finishedAfter(
    after: FinishedQuery | null,
    before: EpochMs,
    limit: number,
  ): readonly FinishedQuery[] {
    const { finished_at: at, place } = after ?? { finished_at: 0, place: 0 };
    return this.#finished.all({ at, place, before, limit }).map(fromRow);
  }

  historyEnd(keep: number): EpochMs | null {
    const end = this.#historyEnd.get(keep - 1);
    return end === undefined ? null : epochMs(end);
  }

  wipe(queries: readonly FinishedQuery[]): Promise<number> {
    return this.#inBatch(queries, (id) => this.#contents.wipe(id));
  }

  forget(queries: readonly FinishedQuery[]): Promise<number> {
    return this.#inBatch(queries, (id) => {
      this.#contents.wipe(id);
      this.#forget.run(id);
    });
  }

  async trim(): Promise<boolean> {
    let more = false;
    await this.#commit.write(() => {
      more = this.#contents.trim();
    });
    return more;
  }

  scrub(): boolean {
    // The first column says whether somebody else was in the way.
    return this.#database.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
  }

  async #inBatch(queries: readonly FinishedQuery[], run: (id: string) => void): Promise<number> {
    let done = 0;
    await this.#commit.write(() => {
      done = 0; // A commit that failed with its neighbours is tried again alone.
      const end = performance.now() + BATCH_MS;
      for (const { query_id } of queries) {
        run(query_id);
        done += 1;
        if (performance.now() >= end) break;
      }
    });
    // In the middle of a large task: what each batch leaves in the log is taken along soon, or one
    // commit in the end bears it all.
    if (done < queries.length) this.#database.pragma('wal_checkpoint(PASSIVE)');
    return done;
  }
}

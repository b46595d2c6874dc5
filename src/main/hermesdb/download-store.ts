import type { Database, Statement } from 'better-sqlite3';
import * as z from 'zod';
import type { StoredDownload } from '../../shared/domain/download.ts';
import { queryErrorSchema } from '../../shared/domain/query.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { sqliteError } from './sqlite-error.ts';

interface DownloadRow
  extends Omit<
    StoredDownload,
    'pieces' | 'error' | 'already_present' | 'created_at' | 'finished_at'
  > {
  readonly pieces: string;
  readonly error: string | null;
  readonly already_present: number;
  readonly created_at: number;
  readonly finished_at: number | null;
}

const piecesSchema = z.array(z.number());

function fromRow(row: DownloadRow): StoredDownload {
  const { finished_at } = row;
  return {
    ...row,
    pieces: piecesSchema.parse(JSON.parse(row.pieces)),
    error: row.error === null ? null : queryErrorSchema.parse(JSON.parse(row.error)),
    already_present: row.already_present === 1,
    created_at: epochMs(row.created_at),
    finished_at: finished_at === null ? null : epochMs(finished_at),
  };
}

function toRow(download: StoredDownload): DownloadRow {
  return {
    ...download,
    pieces: JSON.stringify(download.pieces),
    error: download.error === null ? null : JSON.stringify(download.error),
    already_present: Number(download.already_present),
  };
}

/** Downloads, under way and ended. A row is small and is written whole. */
export class DownloadStore {
  readonly #all: Statement<[], DownloadRow>;
  readonly #save: Statement<[DownloadRow]>;
  readonly #remove: Statement<[string]>;

  constructor(database: Database) {
    this.#all = database.prepare('SELECT * FROM downloads ORDER BY created_at, rowid');
    this.#save = database.prepare(`
      INSERT INTO downloads (download_id, repo, file, state, commit_id, size_bytes, sha256, pieces,
        fresh_starts, error, model_id, already_present, created_at, finished_at)
      VALUES (@download_id, @repo, @file, @state, @commit_id, @size_bytes, @sha256, @pieces,
        @fresh_starts, @error, @model_id, @already_present, @created_at, @finished_at)
      ON CONFLICT (download_id) DO UPDATE SET state = excluded.state,
        commit_id = excluded.commit_id, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
        pieces = excluded.pieces, fresh_starts = excluded.fresh_starts, error = excluded.error,
        model_id = excluded.model_id, already_present = excluded.already_present,
        finished_at = excluded.finished_at`);
    this.#remove = database.prepare('DELETE FROM downloads WHERE download_id = ?');
  }

  /** Oldest first. */
  all(): readonly StoredDownload[] {
    return this.#all.all().map(fromRow);
  }

  /** @throws AppError STORAGE_FULL, STORAGE_FAILED */
  save(download: StoredDownload): void {
    try {
      this.#save.run(toRow(download));
    } catch (caught) {
      throw sqliteError(caught);
    }
  }

  remove(id: string): void {
    this.#remove.run(id);
  }
}

import type { Database, Statement } from 'better-sqlite3';
import { modelId, queryId } from '../../shared/domain/ids.ts';
import { queryTypeSchema } from '../../shared/domain/specialty.ts';
import { epochMs } from '../../shared/domain/units.ts';
import type { FeedbackStorePort, Judgement } from '../switch/ports.ts';
import type { GroupCommit } from './group-commit.ts';

interface FeedbackRow {
  readonly query_id: string;
  readonly model_id: string;
  readonly query_type: string;
  readonly score: number;
  readonly at: number;
}

function fromRow(row: FeedbackRow): Judgement {
  return {
    query_id: queryId(row.query_id),
    model_id: modelId(row.model_id),
    query_type: queryTypeSchema.parse(row.query_type),
    score: row.score,
    at: epochMs(row.at),
  };
}

/** What callers think of answers. A row leaves with its query. */
export class FeedbackStore implements FeedbackStorePort {
  readonly #commit: GroupCommit;
  readonly #put: Statement<[FeedbackRow]>;
  readonly #latest: Statement<[number], FeedbackRow>;

  constructor(database: Database, commit: GroupCommit) {
    this.#commit = commit;
    // The query may have been forgotten in the same turn.
    this.#put = database.prepare(`
      INSERT OR REPLACE INTO feedback (query_id, model_id, query_type, score, at)
      SELECT query_id, @model_id, @query_type, @score, @at FROM queries
      WHERE query_id = @query_id`);
    this.#latest = database.prepare(`
      SELECT query_id, model_id, query_type, score, at FROM (
        SELECT *, row_number() OVER (
          PARTITION BY model_id, query_type ORDER BY at DESC, query_id DESC) AS place
        FROM feedback)
      WHERE place <= ? ORDER BY at, query_id`);
  }

  record(judgement: Judgement): Promise<void> {
    return this.#commit.write(() => {
      this.#put.run(judgement);
    });
  }

  latest(each: number): readonly Judgement[] {
    return this.#latest.all(each).map(fromRow);
  }
}

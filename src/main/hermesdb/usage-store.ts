import type { Database, Statement } from 'better-sqlite3';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { UsageEntry, UsageStorePort } from '../switch/ports.ts';
import type { GroupCommit } from './group-commit.ts';

/** What is measured of a model, over its most recent answers. */
export interface ModelUsage {
  readonly uses: number;
  readonly success_rate: number | null;
  readonly token_count: number;
  readonly tokens_per_second: number | null;
  readonly last_used: number | null;
}

export interface UsageTotals {
  readonly total: number;
  readonly errors: number;
}

type EntryRow = Omit<UsageEntry, 'success'> & { readonly success: number };

/** Success and speed look at this many of the latest answers, so that a model can recover. */
const RECENT = 50;

/** One row per attempt of a model at a query. */
export class UsageStore implements UsageStorePort {
  readonly #commit: GroupCommit;
  readonly #insert: Statement<[EntryRow]>;
  readonly #ofModel: Statement<[{ model_id: string; recent: number }], ModelUsage>;
  readonly #totals: Statement<[], UsageTotals>;

  constructor(database: Database, commit: GroupCommit) {
    this.#commit = commit;
    this.#insert = database.prepare(`
      INSERT INTO usage (model_id, query_type, at, success, error_code, prompt_tokens,
        completion_tokens, first_token_ms, total_ms)
      VALUES (@model_id, @query_type, @at, @success, @error_code, @prompt_tokens,
        @completion_tokens, @first_token_ms, @total_ms)`);
    this.#ofModel = database.prepare(`
      WITH mine AS (SELECT * FROM usage WHERE model_id = @model_id),
        recent AS (SELECT * FROM mine ORDER BY at DESC LIMIT @recent)
      SELECT (SELECT count(*) FROM mine) AS uses,
        (SELECT avg(success) FROM recent) AS success_rate,
        (SELECT coalesce(sum(completion_tokens), 0) FROM mine) AS token_count,
        (SELECT sum(completion_tokens) * 1000.0 / nullif(sum(total_ms - first_token_ms), 0)
          FROM recent WHERE success = 1) AS tokens_per_second,
        (SELECT max(at) FROM mine) AS last_used`);
    this.#totals = database.prepare(`
      SELECT count(*) AS total, coalesce(sum(1 - success), 0) AS errors FROM usage`);
  }

  record(entry: UsageEntry): Promise<void> {
    return this.#commit.write(() => {
      this.#insert.run({ ...entry, success: Number(entry.success) });
    });
  }

  ofModel(id: ModelId): ModelUsage {
    return (
      this.#ofModel.get({ model_id: id, recent: RECENT }) ?? {
        uses: 0,
        success_rate: null,
        token_count: 0,
        tokens_per_second: null,
        last_used: null,
      }
    );
  }

  totals(): UsageTotals {
    return this.#totals.get() ?? { total: 0, errors: 0 };
  }
}

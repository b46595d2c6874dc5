import type { Database, Statement } from 'better-sqlite3';
import { type ModelId, modelId } from '../../shared/domain/ids.ts';
import { queryTypeSchema } from '../../shared/domain/specialty.ts';
import type { PastAttempt, UsageEntry, UsageStorePort } from '../switch/ports.ts';
import { DailyUsage, type UsageOfDay } from './daily-usage.ts';
import type { GroupCommit } from './group-commit.ts';
import { UsageRollUp } from './usage-roll-up.ts';

/** What is measured of a model; success and speed over its most recent answers. */
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

interface Sums {
  readonly uses: number;
  readonly tokens: number;
  readonly last_used: number | null;
}

type EntryRow = Omit<UsageEntry, 'success'> & { readonly success: number };
type RecentRow = Pick<
  EntryRow,
  'success' | 'completion_tokens' | 'first_token_ms' | 'total_ms' | 'at'
>;

interface PastRow {
  readonly model_id: string;
  readonly query_type: string;
  readonly success: number;
  readonly prompt_tokens: number;
  readonly cached_tokens: number | null;
  readonly completion_tokens: number;
  readonly first_token_ms: number | null;
  readonly total_ms: number | null;
}

/** Success and speed look at this many of the latest answers, so that a model can recover. */
const RECENT = 50;

/** Running sums of one model, so that looking never counts the table. */
interface Tally {
  uses: number;
  tokens: number;
  /** As stored; of a model not used for long, nothing else tells. */
  readonly last_used: number | null;
  /** Newest last. */
  readonly recent: RecentRow[];
}

function summarise({ uses, tokens, last_used, recent }: Tally): ModelUsage {
  const good = recent.filter(({ success }) => success === 1);
  const timed = good.filter(({ total_ms }) => total_ms !== null);
  const written = timed.reduce((sum, row) => sum + row.completion_tokens, 0);
  const spent = timed.reduce(
    (sum, row) => sum + (row.total_ms ?? 0) - (row.first_token_ms ?? 0),
    0,
  );
  return {
    uses,
    success_rate: recent.length === 0 ? null : good.length / recent.length,
    token_count: tokens,
    tokens_per_second: spent > 0 ? (written * 1000) / spent : null,
    last_used: recent.at(-1)?.at ?? last_used,
  };
}

/** One row per attempt of a model at a query; of those long past, sums (see `UsageRollUp`). */
export class UsageStore implements UsageStorePort {
  readonly #commit: GroupCommit;
  readonly #insert: Statement<[EntryRow]>;
  readonly #sums: Statement<[{ readonly id: string }], Sums>;
  readonly #recent: Statement<[string, number], RecentRow>;
  readonly #past: Statement<[number], PastRow>;
  readonly #tallies = new Map<ModelId, Tally>();
  readonly #daily: DailyUsage;
  readonly #rollUp: UsageRollUp;
  #total: number;
  #errors: number;

  /** @param kept attempts kept one by one, when not as many as usual */
  constructor(database: Database, commit: GroupCommit, kept?: number) {
    this.#commit = commit;
    this.#insert = database.prepare(`
      INSERT INTO usage (model_id, query_type, at, success, error_code, prompt_tokens,
        cached_tokens, completion_tokens, first_token_ms, total_ms)
      VALUES (@model_id, @query_type, @at, @success, @error_code, @prompt_tokens,
        @cached_tokens, @completion_tokens, @first_token_ms, @total_ms)`);
    this.#sums = database.prepare(`
      SELECT sum(uses) AS uses, sum(tokens) AS tokens, max(last_used) AS last_used FROM (
        SELECT count(*) AS uses, coalesce(sum(completion_tokens), 0) AS tokens, max(at) AS last_used
        FROM usage WHERE model_id = @id
        UNION ALL
        SELECT coalesce(sum(uses), 0), coalesce(sum(tokens), 0), max(last_used)
        FROM usage_by_day WHERE model_id = @id
      )`);
    this.#recent = database.prepare(`
      SELECT success, completion_tokens, first_token_ms, total_ms, at
      FROM usage WHERE model_id = ? ORDER BY at DESC, id DESC LIMIT ?`);
    this.#past = database.prepare(`
      SELECT model_id, query_type, success, prompt_tokens, cached_tokens, completion_tokens,
        first_token_ms, total_ms
      FROM usage ORDER BY id DESC LIMIT ?`);
    const totals = database
      .prepare<[], UsageTotals>(`
        SELECT sum(total) AS total, sum(errors) AS errors FROM (
          SELECT count(*) AS total, coalesce(sum(1 - success), 0) AS errors FROM usage
          UNION ALL
          SELECT coalesce(sum(uses), 0), coalesce(sum(errors), 0) FROM usage_by_day
        )`)
      .get();
    this.#daily = new DailyUsage(database);
    this.#rollUp = new UsageRollUp(database, kept);
    this.#total = totals?.total ?? 0;
    this.#errors = totals?.errors ?? 0;
  }

  async record(entry: UsageEntry): Promise<void> {
    const row = { ...entry, success: Number(entry.success) };
    // Read what is stored before this row can be, or it would be counted twice.
    const tally = this.#tally(entry.model_id);
    await this.#commit.write(() => {
      this.#insert.run(row);
      this.#rollUp.recorded();
    });
    this.#daily.add(entry.at, { errors: 1 - row.success, tokens: row.completion_tokens });
    this.#total += 1;
    this.#errors += 1 - row.success;
    tally.uses += 1;
    tally.tokens += row.completion_tokens;
    tally.recent.push(row);
    if (tally.recent.length > RECENT) tally.recent.shift();
  }

  recent(limit: number): readonly PastAttempt[] {
    return this.#past
      .all(limit)
      .toReversed()
      .map((row) => ({
        ...row,
        model_id: modelId(row.model_id),
        query_type: queryTypeSchema.parse(row.query_type),
        success: row.success === 1,
      }));
  }

  ofModel(id: ModelId): ModelUsage {
    return summarise(this.#tally(id));
  }

  totals(): UsageTotals {
    return { total: this.#total, errors: this.#errors };
  }

  byDay(): readonly UsageOfDay[] {
    return this.#daily.list();
  }

  #tally(id: ModelId): Tally {
    const known = this.#tallies.get(id);
    if (known !== undefined) return known;
    const sums = this.#sums.get({ id }) ?? { uses: 0, tokens: 0, last_used: null };
    const tally: Tally = { ...sums, recent: this.#recent.all(id, RECENT).toReversed() };
    this.#tallies.set(id, tally);
    return tally;
  }
}

import type { Database, Statement } from 'better-sqlite3';
import { DAY_MS } from './daily-usage.ts';

/** Attempts kept one by one. The rest is kept as sums, so that the table does not grow for ever. */
const KEPT = 10_000;
/** So often it is looked whether there are more, and so many are summed up at most: about a millisecond. */
const EVERY = 100;
const AT_ONCE = 500;

/** Sums up the oldest attempts, a few at a time, and takes them away. */
export class UsageRollUp {
  readonly #kept: number;
  readonly #ends: Statement<[], { readonly first: number | null; readonly last: number | null }>;
  readonly #sum: Statement<[number]>;
  readonly #remove: Statement<[number]>;
  #recorded = 0;

  constructor(database: Database, kept = KEPT) {
    this.#kept = kept;
    this.#ends = database.prepare(
      'SELECT (SELECT min(id) FROM usage) AS first, (SELECT max(id) FROM usage) AS last',
    );
    this.#sum = database.prepare(`
      INSERT INTO usage_by_day (day, model_id, uses, errors, tokens, last_used)
      SELECT at / ${DAY_MS}, model_id, count(*), sum(1 - success), sum(completion_tokens), max(at)
      FROM usage WHERE id <= ? GROUP BY 1, 2
      ON CONFLICT DO UPDATE SET uses = uses + excluded.uses, errors = errors + excluded.errors,
        tokens = tokens + excluded.tokens, last_used = max(last_used, excluded.last_used)`);
    this.#remove = database.prepare('DELETE FROM usage WHERE id <= ?');
  }

  /** Told of each attempt that is recorded, inside its transaction. */
  recorded(): void {
    this.#recorded += 1;
    if (this.#recorded % EVERY !== 0) return;
    const { first, last } = this.#ends.get() ?? { first: null, last: null };
    if (first === null || last === null || last - first < this.#kept) return;
    const upTo = Math.min(last - this.#kept, first + AT_ONCE - 1);
    this.#sum.run(upTo);
    this.#remove.run(upTo);
  }
}

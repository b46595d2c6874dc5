import type { Database } from 'better-sqlite3';
import type { EpochMs } from '../../shared/domain/units.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_KEPT = 30;

export interface UsageOfDay {
  /** UTC, as 2026-11-24. */
  readonly day: string;
  readonly queries: number;
  readonly errors: number;
  readonly tokens: number;
}

interface DayRow {
  readonly day: number;
  readonly queries: number;
  readonly errors: number;
  readonly tokens: number;
}

const NOTHING = { queries: 0, errors: 0, tokens: 0 };
const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Running sums by day, so that looking never counts the table. */
export class DailyUsage {
  readonly #days: Map<number, Omit<DayRow, 'day'>>;

  constructor(database: Database) {
    const rows = database
      .prepare<[number], DayRow>(`
        SELECT day, sum(uses) AS queries, sum(errors) AS errors, sum(tokens) AS tokens FROM (
          SELECT day, uses, errors, tokens FROM usage_by_day
          UNION ALL
          SELECT at / ${DAY_MS}, 1, 1 - success, completion_tokens FROM usage
        ) GROUP BY day ORDER BY day DESC LIMIT ?`)
      .all(DAYS_KEPT);
    this.#days = new Map(rows.toReversed().map(({ day, ...sums }) => [day, sums]));
  }

  add(at: EpochMs, { errors, tokens }: Pick<DayRow, 'errors' | 'tokens'>): void {
    const day = Math.floor(at / DAY_MS);
    const before = this.#days.get(day) ?? NOTHING;
    this.#days.set(day, {
      queries: before.queries + 1,
      errors: before.errors + errors,
      tokens: before.tokens + tokens,
    });
    const [oldest] = this.#days.keys();
    if (this.#days.size > DAYS_KEPT && oldest !== undefined) this.#days.delete(oldest);
  }

  /** The latest days on which something was asked, oldest first. */
  list(): readonly UsageOfDay[] {
    return [...this.#days].map(([day, sums]) => ({ day: isoDay(day), ...sums }));
  }
}

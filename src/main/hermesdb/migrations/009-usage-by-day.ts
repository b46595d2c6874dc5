import type { Migration } from './migration.ts';

/** What is left of attempts that are no longer kept one by one: a line per day and model. */
export const usageByDay: Migration = {
  version: 9,
  name: 'usage by day',
  sql: `
CREATE TABLE usage_by_day (
  day INTEGER NOT NULL,
  model_id TEXT NOT NULL,
  uses INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  PRIMARY KEY (model_id, day)
) STRICT, WITHOUT ROWID;
`,
};

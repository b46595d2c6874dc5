import type { Migration } from './migration.ts';

/** What callers think of answers, who said of what type a query is, and more of each decision. */
export const feedback: Migration = {
  version: 11,
  name: 'feedback',
  sql: `
CREATE TABLE feedback (
  query_id TEXT PRIMARY KEY REFERENCES queries (query_id) ON DELETE CASCADE,
  model_id TEXT NOT NULL,
  query_type TEXT NOT NULL,
  score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE queries ADD COLUMN query_type_source TEXT
  CHECK (query_type_source IS NULL OR query_type_source IN ('caller', 'rule', 'classifier'));
ALTER TABLE decisions ADD COLUMN explores INTEGER CHECK (explores IN (0, 1));
ALTER TABLE decisions ADD COLUMN cached_s REAL;
ALTER TABLE usage ADD COLUMN cached_tokens INTEGER;
`,
};

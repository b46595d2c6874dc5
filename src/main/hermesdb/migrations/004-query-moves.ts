import type { Migration } from './migration.ts';

/**
 * Where operators moved queries that wait. A table of its own: few are ever moved, and a column
 * would stand behind the long texts of `queries`.
 */
export const queryMoves: Migration = {
  version: 4,
  name: 'query moves',
  sql: `
CREATE TABLE query_moves (
  id INTEGER PRIMARY KEY,
  query_id TEXT NOT NULL REFERENCES queries (query_id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
  rank REAL NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX query_moves_by_query ON query_moves (query_id);
`,
};

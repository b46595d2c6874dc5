import type { Migration } from './migration.ts';

/**
 * What the estimate of memory needs: the sizes of a model, null until its file is read again, and
 * what earlier loads of an architecture taught.
 */
export const memory: Migration = {
  version: 6,
  name: 'memory',
  sql: `
ALTER TABLE models ADD COLUMN shape TEXT CHECK (shape IS NULL OR json_valid(shape));

CREATE TABLE memory_corrections (
  architecture TEXT PRIMARY KEY,
  ratio REAL NOT NULL CHECK (ratio > 0),
  loads INTEGER NOT NULL CHECK (loads > 0),
  estimated_bytes INTEGER NOT NULL,
  measured_bytes INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
};

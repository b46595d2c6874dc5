import type { Migration } from './migration.ts';

/** How models came into memory and left it. */
export const rotationHistory: Migration = {
  version: 12,
  name: 'rotation history',
  sql: `
CREATE TABLE rotation_history (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  model_id TEXT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  reason TEXT NOT NULL,
  took_s REAL
) STRICT;
`,
};

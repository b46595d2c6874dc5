import type { Migration } from './migration.ts';

/** How far down the fallback order a decision was; null: nobody wrote it down then. */
export const decisionStep: Migration = {
  version: 7,
  name: 'decision step',
  sql: 'ALTER TABLE decisions ADD COLUMN step TEXT;',
};

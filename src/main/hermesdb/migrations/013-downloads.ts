import type { Migration } from './migration.ts';

/**
 * Files on their way from Hugging Face. `pieces`: bytes that are in the partial file of each of its
 * pieces. Signed addresses are never stored: who has one needs no token.
 */
export const downloads: Migration = {
  version: 13,
  name: 'downloads',
  sql: `
CREATE TABLE downloads (
  download_id TEXT PRIMARY KEY,
  repo TEXT NOT NULL,
  file TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'running', 'waiting', 'checking', 'paused', 'succeeded', 'failed', 'cancelled')),
  commit_id TEXT,
  size_bytes INTEGER CHECK (size_bytes > 0),
  sha256 TEXT,
  pieces TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(pieces)),
  fresh_starts INTEGER NOT NULL DEFAULT 0,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  model_id TEXT,
  already_present INTEGER NOT NULL DEFAULT 0 CHECK (already_present IN (0, 1)),
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
`,
};

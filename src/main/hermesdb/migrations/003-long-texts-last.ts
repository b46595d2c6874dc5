import type { Migration } from './migration.ts';

const COLUMNS = `query_id, owner, state, module_id, module_type, query_type, priority_requested,
  priority_applied, body_hash, model_preference, idempotency_key, deadline_at, model_used, reason,
  finish_reason, prompt_tokens, completion_tokens, error, attempts, created_at, started_at,
  finished_at, preview, request, response`;

/**
 * SQLite finds a column by reading the row up to it: behind a request of a megabyte stands a chain
 * of hundreds of pages. With the long texts last, a line of a list costs a page or two. `decisions`
 * is made again with it, because dropping what it refers to would empty it.
 */
export const longTextsLast: Migration = {
  version: 3,
  name: 'long texts last',
  sql: `
CREATE TABLE queries_new (
  query_id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'evicted', 'expired')),
  module_id TEXT NOT NULL,
  module_type TEXT NOT NULL,
  query_type TEXT NOT NULL,
  priority_requested INTEGER NOT NULL CHECK (priority_requested BETWEEN 0 AND 3),
  priority_applied INTEGER NOT NULL CHECK (priority_applied BETWEEN 0 AND 3),
  body_hash TEXT NOT NULL,
  model_preference TEXT,
  idempotency_key TEXT,
  deadline_at INTEGER,
  model_used TEXT,
  reason TEXT,
  finish_reason TEXT,
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  preview TEXT,
  request TEXT NOT NULL CHECK (json_valid(request)),
  response TEXT
) STRICT;
INSERT INTO queries_new (${COLUMNS}) SELECT ${COLUMNS} FROM queries;

CREATE TABLE decisions_new (
  query_id TEXT NOT NULL REFERENCES queries_new (query_id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  chosen TEXT,
  reason TEXT NOT NULL,
  candidates TEXT NOT NULL CHECK (json_valid(candidates)),
  PRIMARY KEY (query_id, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO decisions_new (query_id, attempt, at, chosen, reason, candidates)
  SELECT query_id, attempt, at, chosen, reason, candidates FROM decisions;

DROP TABLE decisions;
DROP TABLE queries;
ALTER TABLE queries_new RENAME TO queries;
ALTER TABLE decisions_new RENAME TO decisions;

CREATE INDEX queries_by_age ON queries (created_at);
CREATE INDEX queries_unfinished ON queries (created_at) WHERE state IN ('queued', 'running');
CREATE INDEX queries_finished ON queries (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX queries_finished_by_age ON queries (created_at) WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX queries_idempotency ON queries (owner, module_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
`,
};

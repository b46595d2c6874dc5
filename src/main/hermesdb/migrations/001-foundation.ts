import type { Migration } from './migration.ts';

/**
 * Times are integers, milliseconds since 1970 UTC. Lists and objects are JSON text. Columns carry
 * the names of the contract's fields.
 */
export const foundation: Migration = {
  version: 1,
  name: 'foundation',
  sql: `
CREATE TABLE models (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('built-in', 'local', 'huggingface', 'openrouter')),
  label TEXT,
  architecture TEXT NOT NULL,
  quant TEXT NOT NULL,
  parameters INTEGER,
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
  context_length INTEGER NOT NULL CHECK (context_length > 0),
  sha256 TEXT NOT NULL,
  license TEXT,
  tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  specialties TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(specialties)),
  has_chat_template INTEGER NOT NULL CHECK (has_chat_template IN (0, 1)),
  path TEXT NOT NULL,
  linked INTEGER NOT NULL CHECK (linked IN (0, 1)),
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  file_stamp TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX models_sha256 ON models (sha256);

CREATE TABLE queries (
  query_id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'evicted', 'expired')),
  module_id TEXT NOT NULL,
  module_type TEXT NOT NULL,
  query_type TEXT NOT NULL,
  priority_requested INTEGER NOT NULL CHECK (priority_requested BETWEEN 0 AND 3),
  priority_applied INTEGER NOT NULL CHECK (priority_applied BETWEEN 0 AND 3),
  request TEXT NOT NULL CHECK (json_valid(request)),
  body_hash TEXT NOT NULL,
  model_preference TEXT,
  idempotency_key TEXT,
  deadline_at INTEGER,
  response TEXT,
  model_used TEXT,
  reason TEXT,
  finish_reason TEXT,
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;
CREATE INDEX queries_by_age ON queries (created_at);
CREATE INDEX queries_unfinished ON queries (created_at) WHERE state IN ('queued', 'running');
CREATE INDEX queries_finished ON queries (finished_at) WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX queries_idempotency ON queries (owner, module_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;

CREATE TABLE decisions (
  query_id TEXT NOT NULL REFERENCES queries (query_id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL,
  chosen TEXT,
  reason TEXT NOT NULL,
  candidates TEXT NOT NULL CHECK (json_valid(candidates)),
  PRIMARY KEY (query_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage (
  id INTEGER PRIMARY KEY,
  model_id TEXT NOT NULL,
  query_type TEXT NOT NULL,
  at INTEGER NOT NULL,
  success INTEGER NOT NULL CHECK (success IN (0, 1)),
  error_code TEXT,
  prompt_tokens INTEGER NOT NULL DEFAULT 0,
  completion_tokens INTEGER NOT NULL DEFAULT 0,
  first_token_ms REAL,
  total_ms REAL
) STRICT;
CREATE INDEX usage_by_model ON usage (model_id, at);

CREATE TABLE specialties (
  name TEXT PRIMARY KEY,
  description_es TEXT NOT NULL,
  description_en TEXT NOT NULL,
  fields_es TEXT NOT NULL CHECK (json_valid(fields_es)),
  fields_en TEXT NOT NULL CHECK (json_valid(fields_en)),
  related TEXT NOT NULL CHECK (json_valid(related))
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value)),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE secrets (
  provider TEXT PRIMARY KEY,
  nonce BLOB NOT NULL,
  ciphertext BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
};

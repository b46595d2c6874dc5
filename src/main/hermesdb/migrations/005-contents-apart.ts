import type { Migration } from './migration.ts';

/**
 * What was asked and answered moves into a table to which rows are only ever added. SQLite moves
 * rows of a page to its neighbours when one grows or is deleted and leaves copies in the gaps, which
 * no `secure_delete` overwrites: a text in such a table could not be wiped (see contents.ts).
 */
export const contentsApart: Migration = {
  version: 5,
  name: 'contents apart',
  sql: `
CREATE TABLE contents (
  id INTEGER PRIMARY KEY,
  preview TEXT,
  text TEXT
) STRICT;
INSERT INTO contents (id, preview, text) SELECT 2 * rowid, preview, request FROM queries;
INSERT INTO contents (id, text)
  SELECT 2 * rowid + 1, response FROM queries WHERE response IS NOT NULL;

ALTER TABLE queries ADD COLUMN request_id INTEGER;
ALTER TABLE queries ADD COLUMN response_id INTEGER;
UPDATE queries SET request_id = 2 * rowid,
  response_id = CASE WHEN response IS NOT NULL THEN 2 * rowid + 1 END;
ALTER TABLE queries DROP COLUMN preview;
ALTER TABLE queries DROP COLUMN request;
ALTER TABLE queries DROP COLUMN response;

CREATE INDEX queries_with_content ON queries (finished_at)
  WHERE finished_at IS NOT NULL AND request_id IS NOT NULL;
`,
};

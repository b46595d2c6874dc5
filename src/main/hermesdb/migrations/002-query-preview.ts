import type { Migration } from './migration.ts';

/** Lists show the start of what was asked, without reading requests of megabytes. */
export const queryPreview: Migration = {
  version: 2,
  name: 'query preview',
  sql: `
ALTER TABLE queries ADD COLUMN preview TEXT;
UPDATE queries SET preview =
  coalesce(json_extract(request, '$.query'), json_extract(request, '$.messages[#-1].content'));
UPDATE queries SET preview = substr(preview, 1, 280) || '…' WHERE length(preview) > 280;
CREATE INDEX queries_finished_by_age ON queries (created_at) WHERE finished_at IS NOT NULL;
`,
};

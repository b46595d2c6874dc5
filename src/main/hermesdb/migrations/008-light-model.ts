import type { Migration } from './migration.ts';

/** What a light model says of itself, and whether an answer said that its question is beyond it. */
export const lightModel: Migration = {
  version: 8,
  name: 'light model',
  sql: `
ALTER TABLE models ADD COLUMN light_model TEXT
  CHECK (light_model IS NULL OR json_valid(light_model));
ALTER TABLE queries ADD COLUMN beyond INTEGER NOT NULL DEFAULT 0 CHECK (beyond IN (0, 1));
`,
};

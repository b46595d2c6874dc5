import type { Migration } from './migration.ts';

/** The model that shipped before the light model did: its file is gone. What it answered stays. */
export const testModelLeaves: Migration = {
  version: 10,
  name: 'test model leaves',
  sql: "DELETE FROM models WHERE id = 'built-in/test-model';",
};

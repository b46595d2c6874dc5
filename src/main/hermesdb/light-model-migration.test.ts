import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { openHermesDB } from './hermesdb.ts';
import { migrate } from './migrate.ts';
import { lightModel } from './migrations/008-light-model.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { freshPath } from './rows.test-support.ts';

const folder = temporaryFolder();

test('the test model of an older registry leaves; other models, and what it answered, stay', () => {
  const path = freshPath(folder);
  const older = new Database(path);
  migrate(older, MIGRATIONS.slice(0, lightModel.version - 1));
  const add = older.prepare(`
    INSERT INTO models (id, name, source, architecture, quant, size_bytes, context_length, sha256,
      has_chat_template, path, linked, file_stamp, created_at)
    VALUES (?, 'A', ?, 'llama', 'Q8_0', 5, 2048, 'ab', 1, '/a.gguf', 0, 's', 7)`);
  add.run('built-in/test-model', 'built-in');
  add.run('local/a', 'local');
  older
    .prepare(`
      INSERT INTO queries (query_id, owner, state, module_id, module_type, query_type,
        priority_requested, priority_applied, body_hash, model_used, created_at)
      VALUES ('q', 'o', 'succeeded', 'm', 'UNKNOWN', 'code', 2, 2, 'h', 'built-in/test-model', 1)`)
    .run();
  older.close();
  const registry = openHermesDB(path);
  onTestFinished(() => registry.close());
  expect(registry.models.all()).toMatchObject([{ id: 'local/a', light_model: null }]);
  expect(registry.queries.list({ limit: 5 })).toMatchObject([
    { model_used: 'built-in/test-model', beyond: false },
  ]);
});

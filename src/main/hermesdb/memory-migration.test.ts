import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { modelShape } from '../../shared/domain/model-shape.test-support.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { openHermesDB } from './hermesdb.ts';
import { migrate } from './migrate.ts';
import { memory } from './migrations/006-memory.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { freshPath, storedModel } from './rows.test-support.ts';

const folder = temporaryFolder();

/** A registry as the version before shapes left it, with one model. */
function olderRegistry(): string {
  const path = freshPath(folder);
  const older = new Database(path);
  migrate(older, MIGRATIONS.slice(0, memory.version - 1));
  older
    .prepare(`
      INSERT INTO models (id, name, source, architecture, quant, size_bytes, context_length, sha256,
        has_chat_template, path, linked, file_stamp, created_at)
      VALUES ('local/a', 'A', 'local', 'llama', 'Q8_0', 5, 2048, 'ab', 1, '/a.gguf', 0, 's', 7)`)
    .run();
  older.close();
  return path;
}

function open(path: string) {
  const registry = openHermesDB(path);
  onTestFinished(() => registry.close());
  return registry;
}

test('a model of an older registry is still there, its shape not known yet', () => {
  const [model] = open(olderRegistry()).models.all();
  expect(model).toMatchObject({ id: 'local/a', context_length: 2048, created_at: 7, shape: null });
});

test('its shape is kept once it is known', () => {
  const path = olderRegistry();
  const { models } = open(path);
  for (const model of models.all()) models.save({ ...model, shape: modelShape() });
  expect(open(path).models.all()).toMatchObject([{ shape: modelShape() }]);
});

test('a shape that this version does not understand counts as not known', () => {
  const path = freshPath(folder);
  open(path).models.save(storedModel('local/a', { shape: modelShape() }));
  const edited = new Database(path);
  edited.prepare(`UPDATE models SET shape = '{"layers": 3}'`).run();
  edited.close();
  expect(open(path).models.all()).toMatchObject([{ shape: null }]);
});

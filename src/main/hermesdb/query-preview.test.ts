import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/all.ts';
import { freshPath } from './rows.test-support.ts';

const folder = temporaryFolder();

test('queries of an older registry get the start of what was asked', () => {
  const database = new Database(freshPath(folder));
  migrate(database, MIGRATIONS.slice(0, 1));
  const insert = database.prepare(`
    INSERT INTO queries (query_id, owner, state, module_id, module_type, query_type,
      priority_requested, priority_applied, request, body_hash, created_at)
    VALUES (?, 'o', 'queued', 'm', 'UNKNOWN', 'code', 2, 2, ?, 'h', 1)`);
  insert.run('short', JSON.stringify({ query: '¿Qué hora es?' }));
  insert.run('long', JSON.stringify({ query: 'ñ'.repeat(300) }));
  insert.run(
    'chat',
    JSON.stringify({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'last' },
      ],
    }),
  );
  migrate(database, MIGRATIONS.slice(0, 2));
  const previews = database.prepare('SELECT query_id, preview FROM queries').raw().all();
  database.close();
  expect(previews).toEqual([
    ['short', '¿Qué hora es?'],
    ['long', `${'ñ'.repeat(280)}…`],
    ['chat', 'last'],
  ]);
});

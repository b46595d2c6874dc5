import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { openDatabase } from './open-database.ts';
import { prepareQueryStatements, type QueryStatements } from './query-statements.ts';
import { freshPath } from './rows.test-support.ts';

const path = freshPath(temporaryFolder());
openDatabase(path).close();

/** What SQLite runs for an EXPLAIN QUERY PLAN of a text, with any values. */
function planOf(database: Database.Database, sql: string, values: unknown): string {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[];
  return steps.map(({ detail }) => detail).join('; ');
}

const MATCHED = { states: '["queued","failed"]', priority: null, module: null, text: 'hola' };
const LISTED = { ...MATCHED, limit: 100, offset: 9000 };

/** A text of query-statements.ts, its values, and what its plan must and must not say. */
const PLANS: readonly (readonly [keyof QueryStatements, unknown, RegExp, RegExp])[] = [
  ['begin', { query_id: 'q', attempt: 1, at: 0 }, /sqlite_autoindex_queries_1 \(query_id/, /SCAN/],
  ['requeue', ['q'], /sqlite_autoindex_queries_1 \(query_id/, /SCAN/],
  ['putBack', ['q'], /sqlite_autoindex_queries_1 \(query_id/, /SCAN/],
  ['byId', ['q'], /sqlite_autoindex_queries_1 \(query_id/, /SCAN/],
  ['byKey', ['o', 'm', 'k'], /queries_idempotency \(owner=\? AND module_id=\? AND idem/, /SCAN/],
  ['list', LISTED, /SCAN queries USING INDEX queries_by_age/, /TEMP B-TREE FOR ORDER BY/],
  ['listFinished', LISTED, /USING INDEX queries_finished_by_age/, /TEMP B-TREE FOR ORDER BY/],
  ['count', MATCHED, /queries_by_age.*contents USING INTEGER PRIMARY KEY/, /TEMP B-TREE/],
  ['countFinished', MATCHED, /queries_finished|queries_by_age/, /TEMP B-TREE/],
  ['unfinished', [], /queries_unfinished/, /TEMP B-TREE FOR ORDER BY/],
  ['isUnfinished', ['q'], /sqlite_autoindex_queries_1 \(query_id/, /SCAN/],
  ['countUnfinished', [], /USING INDEX queries_unfinished/, /TEMP/],
  ['reprioritise', { query_id: 'q', priority: 1 }, /sqlite_autoindex_queries_1/, /SCAN/],
  ['moves', ['q'], /SEARCH query_moves USING INDEX query_moves_by_query/, /SCAN|TEMP/],
  ['decisions', ['q'], /SEARCH decisions USING PRIMARY KEY/, /SCAN|TEMP/],
];

test.for(PLANS)('"%s" uses its index', ([name, values, uses, avoids]) => {
  const database = new Database(path, { readonly: true });
  const plan = planOf(database, prepareQueryStatements(database)[name].source, values);
  database.close();
  expect(plan).toMatch(uses);
  expect(plan).not.toMatch(avoids);
});

/** The usage of one model is summed and read from the end by its index. */
test.for([
  'SELECT count(*) FROM usage WHERE model_id = ?',
  'SELECT at FROM usage WHERE model_id = ? ORDER BY at DESC, id DESC LIMIT 50',
])('%s uses the index of usage, without sorting', (sql) => {
  const database = new Database(path, { readonly: true });
  const plan = planOf(database, sql, ['m']);
  database.close();
  expect(plan).toMatch(/usage_by_model \(model_id=\?\)/);
  expect(plan).not.toMatch(/TEMP/);
});

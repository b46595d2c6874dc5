import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { freshPath } from './rows.test-support.ts';

const folder = temporaryFolder();
let path = '';
let database: Database;
let commit: GroupCommit;

beforeEach(() => {
  path = freshPath(folder);
  database = openDatabase(path);
  database.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT');
  commit = new GroupCommit(database);
});
afterEach(() => {
  database.close();
});

const note = (text: string) => (): void => {
  database.prepare('INSERT INTO notes (text) VALUES (?)').run(text);
};
const stored = (from: Database = database): unknown[] =>
  from.prepare('SELECT text FROM notes ORDER BY id').pluck().all();

/** Changes each time another connection commits, and only then. */
function commitCounter(): { version(): number; close(): void } {
  const watcher = openDatabase(path);
  return {
    version: () => Number(watcher.pragma('data_version', { simple: true })),
    close: () => watcher.close(),
  };
}

test('the writes of one turn are one transaction, in their order', async () => {
  const inTransaction: boolean[] = [];
  let begun = 0;
  const spied = new GroupCommit(
    new Proxy(database, {
      get: (target, key) => {
        if (key === 'transaction') begun += 1;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
  );
  const texts = Array.from({ length: 100 }, (_, index) => `note ${index}`);
  await Promise.all(
    texts.map((text) =>
      spied.write(() => {
        inTransaction.push(database.inTransaction);
        note(text)();
      }),
    ),
  );
  expect(stored()).toEqual(texts);
  expect(begun).toBe(1);
  expect(new Set(inTransaction)).toEqual(new Set([true]));
});

test('nothing is written before the turn ends, and a promise means that others can read it', async () => {
  const watcher = commitCounter();
  const before = watcher.version();
  const write = commit.write(note('first'));
  expect(watcher.version()).toBe(before);
  await write;
  expect(watcher.version()).not.toBe(before);
  watcher.close();
});

test('promises resolve in the order of the writes', async () => {
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3, 4].map(async (index) => {
      await commit.write(note(String(index)));
      order.push(index);
    }),
  );
  expect(order).toEqual([1, 2, 3, 4]);
});

test('a bad row fails alone, as an AppError; its neighbours are kept, once and in order', async () => {
  const results = await Promise.allSettled([
    commit.write(note('a')),
    commit.write(note('a')),
    commit.write(note('b')),
  ]);
  expect(results).toEqual([
    { status: 'fulfilled', value: undefined },
    {
      status: 'rejected',
      reason: expect.objectContaining({ name: 'AppError', code: 'INTERNAL' }),
    },
    { status: 'fulfilled', value: undefined },
  ]);
  expect(stored()).toEqual(['a', 'b']);
});

test('a full disk is told as STORAGE_FULL', async () => {
  const pages = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count = ${pages}`);
  await expect(commit.write(note('x'.repeat(200_000)))).rejects.toMatchObject({
    code: 'STORAGE_FULL',
  });
  expect(stored()).toEqual([]);
});

test('the turn after a failure works as before', async () => {
  await commit.write(note('a'));
  await expect(commit.write(note('a'))).rejects.toMatchObject({ code: 'INTERNAL' });
  await commit.write(note('b'));
  expect(stored()).toEqual(['a', 'b']);
});

test('a flush commits what waits at once, and the end of the turn adds nothing', async () => {
  const write = commit.write(note('now'));
  commit.flush();
  expect(stored()).toEqual(['now']);
  await write;
  commit.flush();
  expect(stored()).toEqual(['now']);
});

import { readFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { queryId } from '../../shared/domain/ids.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { Contents } from './contents.ts';
import { openHermesDB } from './hermesdb.ts';
import { openDatabase } from './open-database.ts';
import { freshPath, newQuery, outcome } from './rows.test-support.ts';

const folder = temporaryFolder();

function open(path = freshPath(folder)): { database: Database; contents: Contents; path: string } {
  const database = openDatabase(path);
  onTestFinished(() => void database.close());
  return { database, contents: new Contents(database), path };
}

const count = (database: Database): unknown =>
  database.prepare('SELECT count(*) FROM contents').pluck().get();

/** 0 ≤ n < 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const marker = (index: number): string => `MARK${String(index).padStart(6, '0')}`;

test('of thousands of queries of every length, no text that was wiped is left in the files', async () => {
  const path = freshPath(folder);
  const registry = openHermesDB(path);
  onTestFinished(() => registry.close());
  const random = seeded(7);
  const text = (index: number): string =>
    `${marker(index)} ${'x '.repeat(random() ** 4 * 2000)}${marker(index)}`;
  const live: number[] = [];
  const wiped = new Set<number>();
  for (let index = 0; index < 4000; index += 1) {
    const id = queryId(`q${index}`);
    await registry.queries.insert(newQuery(id, { request: { query: text(index) } }));
    live.push(index);
    // They end in any order, and rows of other lengths come and go around them.
    const [ended = index] = live.splice(Math.floor(random() ** 2 * live.length), 1);
    await registry.queries.finish(queryId(`q${ended}`), outcome({ response: text(ended) }));
    if (random() < 0.2) continue;
    const [last] = registry.retention.withContent(epochMs(9000), 1);
    if (last === undefined) continue;
    await registry.retention[random() < 0.5 ? 'wipe' : 'forget']([last]);
    wiped.add(Number(last.query_id.slice(1)));
    if (index % 20 === 0) await registry.retention.trim();
  }
  expect(registry.retention.scrub()).toBe(true);
  const files = ['', '-wal', '-shm'].map((end) => readFileSync(path + end, 'latin1')).join('');
  const left = [...files.matchAll(/MARK(\d{6})/g)].map(([, number]) => Number(number));
  expect(wiped.size).toBeGreaterThan(3000);
  expect(left.length).toBeGreaterThan(0);
  expect(left.filter((index) => wiped.has(index))).toEqual([]);
});

test('what is kept stays readable between what was wiped', async () => {
  const registry = openHermesDB(freshPath(folder));
  onTestFinished(() => registry.close());
  for (const id of ['a', 'b', 'c']) {
    await registry.queries.insert(newQuery(id));
    await registry.queries.finish(queryId(id), outcome());
  }
  const [, second] = registry.retention.withContent(epochMs(9000), 3);
  await registry.retention.wipe(second === undefined ? [] : [second]);
  await registry.retention.trim();
  const contents = ['a', 'b', 'c'].map((id) => registry.queries.get(queryId(id))?.response);
  expect(contents).toEqual(['Las tres.', null, 'Las tres.']);
});

test('a wiped row keeps its place and takes no room, so that its neighbours are not moved', async () => {
  const path = freshPath(folder);
  const registry = openHermesDB(path);
  await registry.queries.insert(newQuery('q'));
  await registry.queries.finish(queryId('q'), outcome());
  await registry.retention.forget(registry.retention.withContent(epochMs(9000), 1));
  registry.close();
  const { database } = open(path);
  const rows = database.prepare('SELECT preview, text FROM contents').raw().all();
  expect(rows).toEqual([
    [null, null],
    [null, null],
  ]);
});

test('the room of wiped texts is given back from the front, up to the first that is kept', () => {
  const { database, contents } = open();
  for (let index = 0; index < 6000; index += 1) contents.put('x');
  database.exec('UPDATE contents SET text = NULL WHERE id <= 5000');
  while (contents.trim());
  // 5001 is the first that is kept; 2000 before it stay as a margin.
  expect(database.prepare('SELECT min(id) FROM contents').pluck().get()).toBe(3001);
  database.exec('UPDATE contents SET text = NULL');
  while (contents.trim());
  expect(count(database)).toBe(2000);
  contents.put('y');
  expect(contents.trim()).toBe(false);
});

test('one step of giving back is short, however many were wiped', () => {
  const { database, contents } = open();
  for (let index = 0; index < 6000; index += 1) contents.put('x');
  database.exec('UPDATE contents SET text = NULL');
  let steps = 1;
  while (contents.trim()) steps += 1;
  expect(steps).toBe(12);
});

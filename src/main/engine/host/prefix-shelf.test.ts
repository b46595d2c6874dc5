import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/temporary-folder.test-support.ts';
import { PrefixShelf } from './prefix-shelf.ts';

const folder = temporaryFolder();
const LIMITS = { tokens: 4_000, bytes: 30_000 };
const count = (length: number, from = 0) => Array.from({ length }, (_, n) => from + n);

let folders = 0;
function newFolder(): string {
  folders += 1;
  const path = join(folder, String(folders));
  mkdirSync(path);
  return path;
}

/** A file as llama.cpp begins one. */
function state(path: string, tokens: readonly number[], { version = 3, bytes = 0 } = {}): void {
  const head = Int32Array.from([0x67677371, version, tokens.length, ...tokens]);
  writeFileSync(path, Buffer.concat([Buffer.from(head.buffer), Buffer.alloc(bytes)]));
}

function keep(shelf: PrefixShelf, tokens: readonly number[], bytes = 0) {
  const path = shelf.place();
  state(path, tokens, { bytes });
  shelf.add({ tokens, path });
  return { tokens, path };
}

test('what two prompts share is wanted when it is long, once', () => {
  const shelf = new PrefixShelf(newFolder(), LIMITS);
  expect(shelf.wants(count(300), 350)).toBe(true);
  expect(shelf.wants(count(200), 350), 'short').toBe(false);
  expect(shelf.wants(count(300), 302), 'the second goes on where the first ended').toBe(false);
  keep(shelf, count(300));
  expect(shelf.wants(count(303), 350), 'the same but for a few').toBe(false);
  expect(shelf.wants(count(300, 7), 350), 'another one').toBe(true);
});

test('the longest beginning of a prompt is found, if it is worth its reading', () => {
  const shelf = new PrefixShelf(newFolder(), LIMITS);
  keep(shelf, count(300));
  const long = keep(shelf, count(600));
  keep(shelf, count(900, 1));
  expect(shelf.find(count(700), 0)).toMatchObject(long);
  expect(shelf.find(count(700), 500), 'the slot holds nearly as much').toBeUndefined();
  expect(shelf.find(count(599), 0)?.tokens).toHaveLength(300);
  expect(shelf.find(count(600), 0)?.tokens, 'one token must be left').toHaveLength(300);
});

test('what was used longest ago makes room', () => {
  const shelf = new PrefixShelf(newFolder(), LIMITS);
  const [first, second] = [keep(shelf, count(300), 9_000), keep(shelf, count(400, 9), 9_000)];
  expect(shelf.find(count(301), 0)).toMatchObject(first);
  keep(shelf, count(500, 5), 9_000);
  expect(existsSync(second.path)).toBe(false);
  expect(existsSync(first.path)).toBe(true);
});

test('what is too large for the shelf costs the others nothing, and is not tried again', () => {
  const shelf = new PrefixShelf(newFolder(), LIMITS);
  const kept = keep(shelf, count(300));
  const large = keep(shelf, count(400, 9), 40_000);
  expect(existsSync(large.path)).toBe(false);
  expect(shelf.find(count(301), 0)).toMatchObject(kept);
  expect(shelf.wants(count(400, 9), 450)).toBe(false);
});

test('a new process finds what an earlier one left, and nothing else', () => {
  const place = newFolder();
  const left = keep(new PrefixShelf(place, LIMITS), count(300));
  const odd = new PrefixShelf(newFolder(), LIMITS).place().split('/').at(-1) ?? '';
  state(join(place, odd), count(400), { version: 2 });
  state(join(place, `a${odd.slice(1)}`), count(5_000));
  writeFileSync(join(place, `b${odd.slice(1)}`), 'ggsq');
  state(join(place, 'other.state'), count(500));
  const shelf = new PrefixShelf(place, LIMITS);
  expect(shelf.find(count(3_000), 0)).toMatchObject(left);
});

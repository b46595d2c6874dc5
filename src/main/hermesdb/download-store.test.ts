import { expect, onTestFinished, test } from 'vitest';
import type { StoredDownload } from '../../shared/domain/download.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { openHermesDB } from './hermesdb.ts';
import { freshPath } from './rows.test-support.ts';

const folder = temporaryFolder();

function open(path: string) {
  const registry = openHermesDB(path);
  onTestFinished(() => registry.close());
  return registry.downloads;
}

const NEW: StoredDownload = {
  download_id: 'd1',
  repo: 'a/b',
  file: 'deep/c.gguf',
  state: 'queued',
  commit_id: null,
  size_bytes: null,
  sha256: null,
  pieces: [],
  fresh_starts: 0,
  error: null,
  model_id: null,
  already_present: false,
  created_at: epochMs(1000),
  finished_at: null,
};

test('a download is kept as it is, whatever becomes of it', () => {
  const path = freshPath(folder);
  const store = open(path);
  store.save(NEW);
  expect(open(path).all()).toEqual([NEW]);
  const failed: StoredDownload = {
    ...NEW,
    state: 'failed',
    commit_id: 'c',
    size_bytes: 2 ** 31,
    sha256: 'ab',
    pieces: [16, 3, 0],
    fresh_starts: 1,
    error: { code: 'DOWNLOAD_CORRUPT', message: 'No.', data: { repo: 'a/b' } },
    model_id: 'a/b:q8_0',
    already_present: true,
    finished_at: epochMs(2000),
  };
  store.save(failed);
  expect(open(path).all()).toEqual([failed]);
});

test('downloads are listed oldest first, without those that were removed', () => {
  const store = open(freshPath(folder));
  for (const [id, at] of [
    ['late', 3000],
    ['early', 1000],
    ['gone', 2000],
    ['as late', 3000],
  ] as const) {
    store.save({ ...NEW, download_id: id, created_at: epochMs(at) });
  }
  store.remove('gone');
  expect(store.all().map(({ download_id }) => download_id)).toEqual(['early', 'late', 'as late']);
});

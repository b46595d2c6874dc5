import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { modelId } from '../../shared/domain/ids.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import { openHermesDB } from './hermesdb.ts';
import { freshPath } from './rows.test-support.ts';

const folder = temporaryFolder();

function open(path: string) {
  const registry = openHermesDB(path);
  onTestFinished(() => registry.close());
  return registry;
}

const came = (at: number) =>
  ({
    at: epochMs(at),
    model_id: modelId('a'),
    state: 'warm',
    cause: 'prediction',
    reason: 'likely to be needed',
    took_s: 1.5,
  }) as const;

test('how models came and went is kept in order, the latest of it when asked for so many', async () => {
  const path = freshPath(folder);
  const { rotations } = open(path);
  const left = { ...came(2), state: 'cold', cause: 'idle', took_s: null } as const;
  await Promise.all([rotations.record(came(1)), rotations.record(left)]);
  expect(open(path).rotations.recent(10)).toEqual([came(1), left]);
  expect(open(path).rotations.recent(1)).toEqual([left]);
});

test('about a thousand rows are kept', async () => {
  const path = freshPath(folder);
  const { rotations } = open(path);
  await Promise.all(Array.from({ length: 2050 }, (_, at) => rotations.record(came(at))));
  const database = new Database(path);
  onTestFinished(() => void database.close());
  const rows = database.prepare('SELECT count(*) FROM rotation_history').pluck().get();
  expect(rows).toBe(1050);
  expect(rotations.recent(1)).toEqual([came(2049)]);
});

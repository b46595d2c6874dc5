import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { modelId } from '../../shared/domain/ids.ts';
import { epochMs } from '../../shared/domain/units.ts';
import { temporaryFolder } from '../core/temporary-folder.test-support.ts';
import type { UsageEntry } from '../switch/ports.ts';
import { GroupCommit } from './group-commit.ts';
import { type HermesDB, openHermesDB } from './hermesdb.ts';
import { openDatabase } from './open-database.ts';
import { freshPath, usageEntry } from './rows.test-support.ts';
import { UsageStore } from './usage-store.ts';

const folder = temporaryFolder();
const A = modelId('local/a:q8_0');
const B = modelId('local/b:q8_0');

function open(path = freshPath(folder)): HermesDB {
  const registry = openHermesDB(path);
  onTestFinished(() => registry.close());
  return registry;
}

async function record(usage: UsageStore, entries: readonly Partial<UsageEntry>[]): Promise<void> {
  await Promise.all(entries.map((entry) => usage.record(usageEntry(entry))));
}
const FAILURE = { success: false, error_code: 'ENGINE_CRASHED', completion_tokens: 0 } as const;

test('the latest attempts come oldest first', async () => {
  const { usage } = open();
  await record(usage, [
    { total_ms: 1 },
    { total_ms: 2, query_type: 'code' },
    { ...FAILURE, total_ms: 3 },
    { model_id: B, total_ms: 4 },
  ]);
  const { at: _at, error_code: _code, ...entry } = usageEntry();
  expect(usage.recent(3)).toEqual([
    { ...entry, query_type: 'code', total_ms: 2 },
    { ...entry, success: false, completion_tokens: 0, total_ms: 3 },
    { ...entry, model_id: B, total_ms: 4 },
  ]);
});

describe('what is measured of a model', () => {
  test('is nothing for one that was never used', () => {
    const { usage } = open();
    expect(usage.ofModel(A)).toEqual({
      uses: 0,
      success_rate: null,
      token_count: 0,
      tokens_per_second: null,
      last_used: null,
    });
    expect(usage.totals()).toEqual({ total: 0, errors: 0 });
  });

  test('counts uses and tokens, and speed where it was timed: from the first text to the last', async () => {
    const { usage } = open();
    await record(usage, [
      { at: epochMs(1000), completion_tokens: 20, first_token_ms: 100, total_ms: 1100 },
      { at: epochMs(2000), completion_tokens: 40, first_token_ms: 500, total_ms: 2500 },
      { at: epochMs(2500), completion_tokens: 99, first_token_ms: null, total_ms: null },
      { ...FAILURE, at: epochMs(3000), first_token_ms: null, total_ms: 9000 },
      { model_id: B, at: epochMs(4000) },
    ]);
    expect(usage.ofModel(A)).toEqual({
      uses: 4,
      success_rate: 3 / 4,
      token_count: 159,
      tokens_per_second: 20,
      last_used: 3000,
    });
    expect(usage.totals()).toEqual({ total: 5, errors: 1 });
  });

  test('forgives: success looks at the latest fifty, uses and tokens at all', async () => {
    const { usage } = open();
    await record(
      usage,
      Array.from({ length: 60 }, (_, index) => ({
        at: epochMs(index),
        ...(index < 35 ? { ...FAILURE, completion_tokens: 1 } : { completion_tokens: 2 }),
      })),
    );
    expect(usage.ofModel(A)).toMatchObject({
      uses: 60,
      success_rate: 25 / 50,
      token_count: 35 + 50,
    });
  });

  test('has no speed while nothing took time', async () => {
    const { usage } = open();
    await record(usage, [{ first_token_ms: null, total_ms: null }]);
    expect(usage.ofModel(A)).toMatchObject({ success_rate: 1, tokens_per_second: null });
  });

  test('does not count what could not be stored', async () => {
    const { usage } = open();
    const broken = usage.record(usageEntry({ completion_tokens: 0.5 }));
    await expect(broken).rejects.toMatchObject({ name: 'AppError' });
    expect(usage.ofModel(A).uses).toBe(0);
    expect(usage.totals()).toEqual({ total: 0, errors: 0 });
  });
});

const entries = fc.array(
  fc.record({
    model_id: fc.constantFrom(A, B),
    success: fc.boolean(),
    prompt_tokens: fc.nat(1000),
    completion_tokens: fc.nat(1000),
    first_token_ms: fc.option(fc.nat(500)),
    total_ms: fc.option(fc.integer({ min: 500, max: 5000 })),
  }),
  { maxLength: 120 },
);

test('the numbers kept while running are those that the next start reads from the file', async () => {
  await fc.assert(
    fc.asyncProperty(entries, async (recorded) => {
      const path = freshPath(folder);
      const running = openHermesDB(path);
      await record(
        running.usage,
        recorded.map((entry, index) => ({ ...entry, at: epochMs(index) })),
      );
      const next = openHermesDB(path);
      for (const id of [A, B]) expect(next.usage.ofModel(id)).toEqual(running.usage.ofModel(id));
      expect(next.usage.totals()).toEqual(running.usage.totals());
      expect(next.usage.byDay()).toEqual(running.usage.byDay());
      running.close();
      next.close();
    }),
    { numRuns: 20 },
  );
});

test('the numbers of a model that was looked at only late agree too', async () => {
  const path = freshPath(folder);
  await record(open(path).usage, [{}, FAILURE]);
  const { usage } = open(path);
  await record(usage, [{ at: epochMs(5000) }]);
  expect(usage.ofModel(A)).toMatchObject({ uses: 3, success_rate: 2 / 3, last_used: 5000 });
});

test('days are counted apart, and the last thirty stay', async () => {
  const path = freshPath(folder);
  const { usage } = open(path);
  const day = 24 * 60 * 60 * 1000;
  await record(usage, [{ at: epochMs(0) }, FAILURE]);
  expect(usage.byDay()).toEqual([{ day: '1970-01-01', queries: 2, errors: 1, tokens: 20 }]);
  await record(
    usage,
    Array.from({ length: 30 }, (_, index) => ({ at: epochMs(day * (index + 1)) })),
  );
  expect(usage.byDay()).toHaveLength(30);
  expect(usage.byDay().at(0)?.day).toBe('1970-01-02');
  expect(open(path).usage.byDay()).toEqual(usage.byDay());
});

test('of many attempts the latest are kept one by one, of the others their sums', async () => {
  const path = freshPath(folder);
  const database = openDatabase(path);
  onTestFinished(() => void database.close());
  const openStore = () => new UsageStore(database, new GroupCommit(database), 60);
  const usage = openStore();
  const day = 24 * 60 * 60 * 1000;
  for (let round = 0; round < 10; round += 1) {
    const at = epochMs(day * round);
    const good = { at, completion_tokens: round };
    await record(
      usage,
      Array.from({ length: 97 }, () => good),
    );
    await record(usage, [{ ...FAILURE, at }, ...(round === 0 ? [{ model_id: B, at }] : [good])]);
    await record(usage, [good]);
  }
  const rows = database.prepare<[], number>('SELECT count(*) FROM usage').pluck().get();
  expect(rows).toBe(60);
  const next = openStore();
  expect(next.totals()).toEqual({ total: 1000, errors: 10 });
  expect(next.ofModel(A)).toEqual(usage.ofModel(A));
  const { last_used, token_count, uses } = usage.ofModel(B);
  expect(next.ofModel(B)).toMatchObject({ last_used, token_count, uses, success_rate: null });
  expect(next.byDay()).toEqual(usage.byDay());
});

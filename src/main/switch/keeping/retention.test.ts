import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { queryId } from '../../../shared/domain/ids.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { temporaryFolder } from '../../core/temporary-folder.test-support.ts';
import { openHermesDB } from '../../hermesdb/hermesdb.ts';
import { freshPath, newQuery, outcome } from '../../hermesdb/rows.test-support.ts';
import { ManualClock } from '../testing/switch-bench.ts';
import { Retention } from './retention.ts';
import type { RetentionPolicy } from './retention-rules.ts';

const folder = temporaryFolder();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Retention on a real database, with a clock of the test. */
class Bench {
  readonly clock = new ManualClock();
  readonly warned: string[] = [];
  readonly db = openHermesDB(freshPath(folder));
  readonly retention: Retention;

  constructor(policy: Partial<RetentionPolicy> = {}) {
    this.clock.advance(1000 * DAY);
    onTestFinished(async () => {
      await this.retention.stop();
      this.db.close();
    });
    this.retention = this.again(policy);
  }

  /** As after a restart, on the same database. */
  again(policy: Partial<RetentionPolicy> = {}): Retention {
    return new Retention({
      store: this.db.retention,
      memory: this.db.settings,
      clock: this.clock,
      log: { warn: (_facts, message) => void this.warned.push(message) },
      policy: { storeContent: 'on', days: 30, keep: 1000, ...policy },
    });
  }

  /** A query that was accepted and ended so long ago. */
  async finished(id: string, ago: number, changes: Parameters<typeof newQuery>[1] = {}) {
    const at = epochMs(this.clock.now() - ago);
    await this.db.queries.insert(newQuery(id, { created_at: at, ...changes }));
    await this.db.queries.finish(queryId(id), outcome({ finished_at: at }));
  }

  /** Runs what is due, to its end. */
  async run(after = 0): Promise<void> {
    this.clock.advance(after);
    await expect.poll(() => this.lastRun).toBe(this.clock.now());
  }

  get lastRun(): unknown {
    return this.db.settings.get('retention.last_run');
  }

  get ids(): string[] {
    return this.db.queries.list({ limit: 100 }).map(({ query_id }) => query_id);
  }

  content(id: string): unknown {
    const stored = this.db.queries.get(queryId(id));
    return stored && [stored.request !== null, stored.response];
  }
}

describe('a run', () => {
  test('forgets what ended too many days ago', async () => {
    const bench = new Bench({ days: 2 });
    await bench.finished('old', 2 * DAY + 1);
    await bench.finished('young', 2 * DAY);
    bench.retention.start();
    await bench.run();
    expect(bench.ids).toEqual(['young']);
  });

  test('keeps the newest ones, and everything unfinished', async () => {
    const bench = new Bench({ keep: 2 });
    for (const ago of [5, 4, 3, 2, 1]) await bench.finished(`f${ago}`, ago);
    await bench.db.queries.insert(newQuery('waiting', { created_at: epochMs(0) }));
    bench.retention.start();
    await bench.run();
    expect(bench.ids).toEqual(['f1', 'f2', 'waiting']);
    expect(bench.content('waiting')).toEqual([true, null]);
  });

  test('keeps a key for a day, so that a repeat within it finds its answer', async () => {
    const bench = new Bench({ keep: 1 });
    await bench.finished('old-key', DAY + 1, { idempotency_key: 'old' });
    await bench.finished('young-key', DAY, { idempotency_key: 'young' });
    await bench.finished('no-key', 10);
    await bench.finished('newest', 1);
    bench.retention.start();
    await bench.run();
    expect(bench.ids).toEqual(['newest', 'young-key']);
    expect(bench.content('young-key')).toEqual([true, 'Las tres.']);
  });

  test('wipes contents after a short while where only metadata are stored', async () => {
    const bench = new Bench({ storeContent: 'metadata' });
    await bench.finished('read', 10 * MINUTE + 1);
    await bench.finished('to be read', 10 * MINUTE);
    bench.retention.start();
    await bench.run();
    expect(bench.content('read')).toEqual([false, null]);
    expect(bench.content('to be read')).toEqual([true, 'Las tres.']);
    expect(bench.ids).toHaveLength(2);
  });

  test('wipes what an earlier setting left, where nothing is to be stored', async () => {
    const bench = new Bench({ storeContent: 'off' });
    await bench.finished('left', 1);
    bench.retention.start();
    await bench.run();
    expect(bench.content('left')).toEqual([false, null]);
  });

  test('does as much as there is, page after page', async () => {
    const bench = new Bench({ storeContent: 'metadata', keep: 150 });
    for (let index = 1; index <= 450; index += 1) await bench.finished(`q${index}`, HOUR + index);
    bench.retention.start();
    await bench.run();
    expect(bench.db.retention.historyEnd(151)).toBeNull();
    expect(bench.db.retention.withContent(bench.clock.now(), 1)).toEqual([]);
  });
});

describe('runs', () => {
  test('come each hour, and each minute where contents are wiped early', async () => {
    for (const [storeContent, interval] of [
      ['on', HOUR],
      ['metadata', MINUTE],
    ] as const) {
      const bench = new Bench({ storeContent });
      bench.retention.start();
      await bench.run();
      await expect.poll(() => bench.clock.alarms).toBe(1);
      bench.clock.advance(interval - 1);
      expect(bench.clock.alarms).toBe(1);
      await bench.run(1);
    }
  });

  test('that came due while the product was off are made up for at the start, others wait', async () => {
    const bench = new Bench({ days: 1 });
    bench.db.settings.set('retention.last_run', bench.clock.now() - HOUR + 5);
    await bench.finished('old', 2 * DAY);
    bench.retention.start();
    bench.clock.advance(4);
    expect(bench.clock.alarms).toBe(1);
    await bench.run(1);
    expect(bench.ids).toEqual([]);
  });

  test('go on after one that failed, which is in the log', async () => {
    const bench = new Bench();
    const failing = new Retention({
      store: Object.assign(Object.create(bench.db.retention), {
        scrub: () => {
          throw new AppError('STORAGE_FULL');
        },
        historyEnd: () => null,
        finishedAfter: () => [],
        trim: () => Promise.resolve(false),
      }),
      memory: bench.db.settings,
      clock: bench.clock,
      log: { warn: (_facts, message) => void bench.warned.push(message) },
      policy: { storeContent: 'on', days: 30, keep: 1000 },
    });
    failing.start();
    bench.clock.advance(0);
    await expect.poll(() => bench.warned).toHaveLength(1);
    await expect.poll(() => bench.clock.alarms).toBe(1);
    await failing.stop();
    expect(bench.clock.alarms).toBe(0);
  });

  test('are not waited for when the history grows fast', async () => {
    const bench = new Bench({ keep: 1 });
    await bench.finished('a', 2);
    await bench.finished('b', 1);
    for (let index = 0; index < 99; index += 1) bench.retention.accepted();
    expect(bench.ids).toEqual(['b', 'a']);
    bench.retention.accepted();
    await expect.poll(() => bench.ids).toEqual(['b']);
  });

  test('look at the young keys of a growing history once, and again in the next run', async () => {
    const bench = new Bench({ keep: 1 });
    for (const id of ['k2', 'k1']) await bench.finished(id, 2, { idempotency_key: id });
    await bench.finished('newest', 1);
    const find = vi.spyOn(bench.db.retention, 'finishedAfter');
    const looked = () => find.mock.results.flatMap(({ value }) => value).length;
    for (const expected of [2, 2, 2]) {
      for (let index = 0; index < 25; index += 1) bench.retention.accepted();
      await bench.retention.purge({ before: epochMs(0) }); // Waits for its turn, and finds nothing.
      expect(looked()).toBe(expected);
    }
    bench.clock.advance(2 * DAY);
    bench.retention.start();
    await bench.run();
    expect(bench.ids).toEqual(['newest']);
  });
});

describe('a purge', () => {
  test('takes what it means and nothing else, and says how many', async () => {
    const bench = new Bench();
    await bench.finished('old', HOUR);
    await bench.finished('young', MINUTE);
    await bench.db.queries.insert(newQuery('waiting'));
    const range = { before: epochMs(bench.clock.now() - 30 * MINUTE) };
    expect(await bench.retention.preview(range)).toEqual({ forgotten: 1, wiped: 0 });
    expect(bench.ids).toHaveLength(3);
    expect(await bench.retention.purge(range)).toEqual({ forgotten: 1, wiped: 0 });
    expect(bench.ids).toEqual(['young', 'waiting']);
  });

  test('can mean some states', async () => {
    const bench = new Bench();
    await bench.finished('good', 5);
    await bench.db.queries.insert(newQuery('bad', { created_at: epochMs(1) }));
    await bench.db.queries.finish(queryId('bad'), outcome({ state: 'failed', response: null }));
    await bench.retention.purge({ before: bench.clock.now(), states: ['failed', 'expired'] });
    expect(bench.ids).toEqual(['good']);
  });

  test('leaves a young key its query, without content', async () => {
    const bench = new Bench();
    await bench.finished('keyed', 5, { idempotency_key: 'k' });
    const before = bench.clock.now();
    expect(await bench.retention.purge({ before })).toEqual({ forgotten: 0, wiped: 1 });
    expect(bench.content('keyed')).toEqual([false, null]);
    expect(bench.db.queries.findByKey('operator', 'operator', 'k')?.state).toBe('succeeded');
    expect(await bench.retention.purge({ before })).toEqual({ forgotten: 0, wiped: 0 });
  });

  test('lets others in between its steps', async () => {
    const bench = new Bench();
    for (let index = 0; index < 1000; index += 1) await bench.finished(`q${index}`, 5);
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    await bench.retention.purge({ before: bench.clock.now() });
    done = true;
    expect(turns).toBeGreaterThan(10);
    expect(bench.ids).toEqual([]);
  });
});

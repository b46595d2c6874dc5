import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/main/core/clock.ts';
import { type HermesDB, openHermesDB } from '../src/main/hermesdb/hermesdb.ts';
import { newQuery, outcome } from '../src/main/hermesdb/rows.test-support.ts';
import { Retention } from '../src/main/switch/keeping/retention.ts';
import type { RetentionPolicy } from '../src/main/switch/keeping/retention-rules.ts';
import { queryId } from '../src/shared/domain/ids.ts';
import { epochMs } from '../src/shared/domain/units.ts';
import { print } from './report.ts';

const ROWS = 100_000;
const AT_ONCE = 1000;

/** Finished queries of an hour ago: most are short, one of fifty asks with 50 kB. */
async function fill(db: HermesDB): Promise<void> {
  const from = Date.now() - 3_600_000;
  for (let first = 0; first < ROWS; first += AT_ONCE) {
    const writes = Array.from({ length: AT_ONCE }, async (_, offset) => {
      const index = first + offset;
      const at = epochMs(from + index);
      const request = { query: 'x'.repeat(index % 50 === 0 ? 50_000 : 600) };
      await db.queries.insert(newQuery(`q${index}`, { created_at: at, request }));
      const response = 'y'.repeat(800);
      await db.queries.finish(queryId(`q${index}`), outcome({ finished_at: at, response }));
    });
    await Promise.all(writes);
  }
}

/** @returns the longest turn of the event loop while the work goes on, ms */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let working = true;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (working) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  working = false;
  return longest;
}

/** One run of the job, from its alarm to its end. */
async function run(db: HermesDB, policy: Partial<RetentionPolicy>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const retention = new Retention({
    store: db.retention,
    memory: { get: () => 0, set: () => resolve() },
    clock: systemClock,
    log: { warn: (facts) => console.error(facts) },
    policy: { storeContent: 'on', days: 30, keep: ROWS, ...policy },
  });
  retention.start();
  await promise;
  await retention.stop();
}

/** How long the job that wipes and forgets holds others up, on a large database. */
export async function benchRetention(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'vx11-bench-'));
  const db = openHermesDB(join(home, 'vx11.db'));
  await fill(db);
  const wiping = await longestTurn(() => run(db, { storeContent: 'metadata' }));
  const forgetting = await longestTurn(() => run(db, { keep: 1000 }));
  db.close();
  rmSync(home, { recursive: true });
  const target = '≤ 20 ms';
  print([
    [`longest turn while ${ROWS} contents are wiped`, `${wiping.toFixed(1)} ms`, target],
    [`longest turn while ${ROWS - 1000} queries go`, `${forgetting.toFixed(1)} ms`, target],
  ]);
}

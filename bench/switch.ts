import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANONYMOUS } from '../src/main/core/access/caller.ts';
import type { Switch } from '../src/main/switch/switch.ts';
import { milliseconds } from '../src/shared/domain/units.ts';
import { print, quantile } from './report.ts';
import { openStubSwitch, PAUSED } from './stub-switch.ts';
import { benchWaitingList } from './waiting-list.ts';

const DEPTH = 10_000;

/** 16 callers, each asking again when answered: durable queries per second. */
async function closedLoop(router: Switch, durationMs: number): Promise<number> {
  const end = performance.now() + durationMs;
  let answered = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      await router.ask({ query: 'hola' }, ANONYMOUS);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, caller));
  return answered / (durationMs / 1000);
}

/** Queries at fixed times, whether or not earlier ones are done: ms from accept to dispatch. */
async function openLoop(
  router: Switch,
  { perSecond, total, times }: { perSecond: number; total: number; times: number[] },
): Promise<number[]> {
  const delays: number[] = [];
  times.length = 0;
  const started = performance.now();
  const asked: Promise<unknown>[] = [];
  for (let index = 0; index < total; index += 1) {
    const due = started + (index * 1000) / perSecond;
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
    const before = performance.now();
    const ask = router.ask({ query: 'hola' }, ANONYMOUS);
    const at = index;
    asked.push(ask.then(() => delays.push((times[at] ?? before) - before)));
  }
  await Promise.all(asked);
  return delays;
}

/** Queries of the lowest priority for a model that has no place free. */
async function fill(router: Switch): Promise<void> {
  const query = { query: 'hola', model_preference: PAUSED.id, priority: 'LOW' };
  const submitted = Array.from({ length: DEPTH }, () => router.submit(query, ANONYMOUS));
  await Promise.all(submitted);
}

function rows(what: string, delays: readonly number[]): (readonly [string, string, string])[] {
  const shown = (share: number): string => `${quantile(delays, share).toFixed(2)} ms`;
  return [
    [`accept to dispatch, 500/s, ${what}, p50`, shown(0.5), '≤ 0.5 ms'],
    [`accept to dispatch, 500/s, ${what}, p99`, shown(0.99), '≤ 2 ms'],
  ];
}

/** Accept to dispatch and throughput, with a stub engine and the real database on disk. */
export async function benchSwitch(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'vx11-bench-'));
  const times: number[] = [];
  const { db, router } = openStubSwitch(home, () => times.push(performance.now()));
  await closedLoop(router, 1000);
  const throughput = await closedLoop(router, 5000);
  const load = { perSecond: 500, total: 3000, times };
  const empty = await openLoop(router, load);
  await fill(router);
  const full = await openLoop(router, load);
  const behind = await closedLoop(router, 5000);
  await router.stop(milliseconds(0));
  db.close();
  rmSync(home, { recursive: true });
  print([
    ['closed loop, 16 callers, durable, empty queue', `${throughput.toFixed(0)}/s`, '≥ 5,000/s'],
    ['closed loop, 10,000 waiting', `${behind.toFixed(0)}/s`, ''],
    ...rows('empty queue', empty),
    ...rows('10,000 waiting', full),
    ...benchWaitingList(),
  ]);
}

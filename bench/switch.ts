import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANONYMOUS } from '../src/main/core/access/caller.ts';
import { systemClock } from '../src/main/core/clock.ts';
import { openHermesDB } from '../src/main/hermesdb/hermesdb.ts';
import type { CatalogPort, EnginePort } from '../src/main/switch/ports.ts';
import { Switch } from '../src/main/switch/switch.ts';
import { model } from '../src/main/switch/testing/models.ts';
import type { GenerationResult, ResidentModel } from '../src/shared/domain/generation.ts';
import { bytes, milliseconds } from '../src/shared/domain/units.ts';
import { print, quantile } from './report.ts';

const MODEL = model('bench/stub:q8_0');

const RESULT: GenerationResult = {
  finish_reason: 'stop',
  prompt_tokens: 1,
  completion_tokens: 1,
  first_token_ms: milliseconds(0),
  total_ms: milliseconds(0),
};

/** Answers at once, so that only the Switch and the database are measured. */
function stubEngine(onGenerate: () => void): EnginePort {
  const resident: ResidentModel = {
    model_id: MODEL.id,
    state: 'ready',
    slots: 1000,
    running: 0,
    context_length: 4096,
    pid: null,
  };
  return {
    residents: () => [resident],
    load: () => Promise.resolve(),
    generate: (_id, _request, { onText }) => {
      onGenerate();
      onText('ok');
      return Promise.resolve(RESULT);
    },
    unload: () => Promise.resolve(),
    onLost: () => () => undefined,
  };
}

const catalog: CatalogPort = {
  usable: () => [MODEL],
  prepare: ({ id, path }) =>
    Promise.resolve({
      model_id: id,
      path,
      size_bytes: bytes(1),
      context_length: 4096,
    }),
  successRate: () => null,
  labelOf: () => null,
};

function openSwitch(home: string, onGenerate: () => void) {
  const db = openHermesDB(join(home, 'vx11.db'));
  const router = new Switch({
    engine: stubEngine(onGenerate),
    catalog,
    queries: db.queries,
    usage: db.usage,
    events: { publish: () => undefined },
    clock: systemClock,
    log: { warn: () => undefined },
    maxResident: 2,
    queueLimit: 10_000,
    keep: 1000,
  });
  return { db, router };
}

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

/** Accept to dispatch and throughput, with a stub engine and the real database on disk. */
export async function benchSwitch(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'vx11-bench-'));
  const times: number[] = [];
  const { db, router } = openSwitch(home, () => times.push(performance.now()));
  await closedLoop(router, 1000);
  const throughput = await closedLoop(router, 5000);
  times.length = 0;
  const delays = await openLoop(router, { perSecond: 500, total: 3000, times });
  await router.stop(milliseconds(0));
  db.close();
  rmSync(home, { recursive: true });
  print([
    ['closed loop, 16 callers, stub engine, durable', `${throughput.toFixed(0)}/s`, '≥ 5,000/s'],
    [
      'accept to dispatch, open loop 500/s, p50',
      `${quantile(delays, 0.5).toFixed(2)} ms`,
      '≤ 0.5 ms',
    ],
    [
      'accept to dispatch, open loop 500/s, p99',
      `${quantile(delays, 0.99).toFixed(2)} ms`,
      '≤ 2 ms',
    ],
  ]);
}

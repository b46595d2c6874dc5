import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { adminToken, newHome, Product } from '../e2e/product.ts';
import { streamEvents } from '../e2e/stream-events.ts';
import { size135M } from '../scripts/gguf/presets.ts';
import { SeededRandom } from '../scripts/gguf/random.ts';
import { physicalCores } from '../src/main/engine/physical-cores.ts';
import { openHermesDB } from '../src/main/hermesdb/hermesdb.ts';
import { modelId } from '../src/shared/domain/ids.ts';
import type { QueryType } from '../src/shared/domain/specialty.ts';
import { epochMs } from '../src/shared/domain/units.ts';
import { modelFile } from './engine/model-file.ts';
import { quantile } from './report.ts';

/*
 * Three models of different specialties that take turns in two places, asked over HTTP, with models
 * brought ahead of queries and without. Queries are far apart, as those of people are: where one
 * comes each second, every type is likely within the window, and there is nothing to foretell. The
 * runs of a workload go side by side and mostly wait, so that they meet the same machine.
 */

const TYPES = ['code', 'analysis', 'translation'] as const satisfies readonly QueryType[];
type Type = (typeof TYPES)[number];

const QUERIES = 8;
const GAP_MS = 12_000;
/** What an earlier run of the product was asked, from which this one has learnt. */
const EARLIER = 200;
const WRITTEN = 8;

/** Which type is asked as the n-th. */
const WORKLOADS: Readonly<Record<string, (random: SeededRandom) => (n: number) => Type>> = {
  'code, analysis, code, translation': () => (n) =>
    n % 2 === 0 ? 'code' : n % 4 === 1 ? 'analysis' : 'translation',
  'bursts of eight': (random) => {
    const burst = new Map<number, Type>();
    return (n) => {
      const nth = Math.floor(n / 8);
      const type = burst.get(nth) ?? random.pick(TYPES);
      burst.set(nth, type);
      return type;
    };
  },
  'no pattern': (random) => () => random.pick(TYPES),
};

const SETTINGS: Readonly<Record<string, object>> = {
  off: { predict: false },
  'as shipped': {},
  'without cooldown': { cooldown_period: 0 },
};

interface Outcome {
  readonly workload: string;
  readonly setting: string;
  readonly waits: readonly number[];
  readonly counts: {
    readonly loads: Readonly<Record<string, number>>;
    readonly hits: number;
    readonly warmed_used: number;
    readonly warmed_in_vain: number;
  };
}

/** A home in which the three models are installed; the ids by specialty. */
async function prepare(
  folder: string,
  models: string,
): Promise<{ path: string; ids: ReadonlyMap<Type, string> }> {
  const path = join(folder, 'home');
  const product = await Product.start(path);
  const token = adminToken(path);
  const ids = new Map<Type, string>();
  for (const [index, type] of TYPES.entries()) {
    const { file } = await modelFile(models, `warming-${type}`, size135M(index + 1));
    const body = { path: file, mode: 'link', name: type, specialties: [type] };
    const answer = await product.request('POST', '/models/import', { body, token });
    ids.set(type, String(Object(answer.body).model.id));
  }
  await product.stop();
  return { path, ids };
}

/** As if all this had been asked and answered before. */
async function remember(home: string, types: readonly Type[], ids: ReadonlyMap<Type, string>) {
  const db = openHermesDB(join(home, 'vx11.db'));
  await Promise.all(
    types.map((query_type, index) =>
      db.usage.record({
        model_id: modelId(ids.get(query_type) ?? ''),
        query_type,
        at: epochMs(Date.now() - 60_000 * (types.length - index)),
        success: true,
        error_code: null,
        prompt_tokens: 8,
        completion_tokens: WRITTEN,
        cached_tokens: 0,
        first_token_ms: 20,
        total_ms: 100,
      }),
    ),
  );
  db.close();
}

/** Milliseconds until the answer began; the answer is read to its end. */
async function ask(url: string, query_type: Type): Promise<number> {
  const sent = performance.now();
  const response = await fetch(`${url}/query/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'la mesa azul', query_type, max_tokens: WRITTEN }),
  });
  let wait = Number.NaN;
  let last: unknown;
  for await (const event of streamEvents(response)) {
    if (event['type'] === 'started') wait = performance.now() - sent;
    last = event;
  }
  if (Object(last).type !== 'done') throw new Error(`ended with ${JSON.stringify(last)}`);
  return wait;
}

interface Run {
  readonly workload: string;
  readonly setting: string;
  readonly prepared: Awaited<ReturnType<typeof prepare>>;
}

async function run({ workload, setting, prepared }: Run): Promise<Outcome> {
  const home = newHome();
  cpSync(prepared.path, home.path, { recursive: true });
  const rotation_policy = { max_active_models: 2, ...SETTINGS[setting] };
  writeFileSync(join(home.path, 'config.json'), JSON.stringify({ rotation_policy }));
  const typeOf = WORKLOADS[workload]?.(new SeededRandom(5)) ?? (() => 'code' as const);
  const types = Array.from({ length: EARLIER + QUERIES }, (_, n) => typeOf(n));
  await remember(home.path, types.slice(0, EARLIER), prepared.ids);
  const product = await Product.start(home.path, { VX11_THREADS: String(physicalCores()) });
  const random = new SeededRandom(6);
  const waits: number[] = [];
  for (const type of types.slice(EARLIER)) {
    waits.push(await ask(product.url, type));
    await delay(GAP_MS * (0.8 + 0.4 * random.uniform()));
  }
  const { body } = await product.request('GET', '/rotation?history=0');
  await product.stop();
  home.remove();
  return { workload, setting, waits, counts: Object(body).counts };
}

const line = (cells: readonly string[]): string =>
  `${cells.map((cell, at) => (at === 0 ? cell.padEnd(36) : cell.padStart(18))).join('')}\n`;

function row({ workload, setting, waits, counts }: Outcome): string {
  const seconds = (share: number): string => `${(quantile(waits, share) / 1000).toFixed(2)} s`;
  const loads = Object.values(counts.loads).reduce((a, b) => a + b, 0);
  const { prediction = 0 } = counts.loads;
  return line([
    workload,
    setting,
    `${counts.hits} of ${waits.length}`,
    seconds(0.5),
    seconds(0.95),
    String(loads),
    `${prediction} (${counts.warmed_used} used)`,
  ]);
}

/** Of `npm run bench -- rotate`: what it comes to that models are brought ahead of queries. */
export async function benchWarming(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vx11-bench-warming-'));
  const prepared = await prepare(folder, process.env['VX11_BENCH_MODELS'] ?? folder);
  const heads = ['found in memory', 'wait p50', 'wait p95', 'swaps', 'of them foretold'];
  process.stdout.write(`\n${line(['asked', 'models foretold', ...heads])}`);
  for (const workload of Object.keys(WORKLOADS)) {
    const runs = Object.keys(SETTINGS).map((setting) => run({ workload, setting, prepared }));
    for (const outcome of await Promise.all(runs)) process.stdout.write(row(outcome));
  }
  rmSync(folder, { recursive: true });
}

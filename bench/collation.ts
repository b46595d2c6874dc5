import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { adminToken, newHome, Product } from '../e2e/product.ts';
import { streamEvents } from '../e2e/stream-events.ts';
import { size135M } from '../scripts/gguf/presets.ts';
import { SeededRandom } from '../scripts/gguf/random.ts';
import { physicalCores } from '../src/main/engine/physical-cores.ts';
import { type Model, modelFile } from './engine/model-file.ts';
import { print, quantile } from './report.ts';

/*
 * Three models that take turns in the memory of fewer, asked over HTTP at fixed times, with and
 * without collation. What a query waits is the caller's measure: from sending to `started`.
 */

const NAMES = ['a', 'b', 'c'];
const QUERIES = 150;
const PER_SECOND = 1.5;
const WRITTEN = 12;
/** One in ten is in a hurry, six are usual, three can wait. */
const PRIORITIES = [
  'HIGH',
  'MEDIUM',
  'MEDIUM',
  'MEDIUM',
  'MEDIUM',
  'MEDIUM',
  'MEDIUM',
  'LOW',
  'LOW',
  'LOW',
] as const;
type Priority = (typeof PRIORITIES)[number];

interface Arrival {
  readonly atMs: number;
  readonly name: string;
  readonly priority: Priority;
}

interface Setting {
  readonly places: number;
  readonly period: number;
}

interface Outcome {
  readonly loads: number;
  readonly totalMs: number;
  readonly waits: ReadonlyMap<Priority, readonly number[]>;
}

/** Poisson arrivals from a seed: the same for every setting. */
function arrivals(): readonly Arrival[] {
  const random = new SeededRandom(11);
  let atMs = 0;
  return Array.from({ length: QUERIES }, () => {
    atMs += (-1000 / PER_SECOND) * Math.log(1 - random.uniform());
    return { atMs, name: random.pick(NAMES), priority: random.pick(PRIORITIES) };
  });
}

/** Milliseconds until the answer began; the answer is read to its end. */
async function ask(url: string, token: string, model: string, { priority }: Arrival) {
  const sent = performance.now();
  const response = await fetch(`${url}/query/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: 'la mesa azul suena clara',
      model_preference: model,
      priority,
      max_tokens: WRITTEN,
    }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  let wait = Number.NaN;
  let ended: unknown;
  for await (const event of streamEvents(response)) {
    if (event['type'] === 'started') wait = performance.now() - sent;
    ended = event;
  }
  if (Object(ended).type !== 'done') throw new Error(`ended with ${JSON.stringify(ended)}`);
  return wait;
}

async function run(models: readonly Model[], setting: Setting): Promise<Outcome> {
  const home = newHome();
  const rotation_policy = {
    max_active_models: setting.places,
    collation_period: setting.period,
  };
  writeFileSync(join(home.path, 'config.json'), JSON.stringify({ rotation_policy }));
  const product = await Product.start(home.path, { VX11_THREADS: String(physicalCores()) });
  const token = adminToken(home.path);
  const ids = new Map<string, string>();
  for (const { name, file } of models) {
    const body = { path: file, mode: 'link', name };
    const answer = await product.request('POST', '/models/import', { body, token });
    ids.set(name, String(Object(answer.body).model.id));
  }
  const waits = new Map<Priority, number[]>(PRIORITIES.map((priority) => [priority, []]));
  const started = performance.now();
  await Promise.all(
    arrivals().map(async (arrival) => {
      await delay(arrival.atMs);
      const wait = await ask(product.url, token, ids.get(arrival.name) ?? '', arrival);
      waits.get(arrival.priority)?.push(wait);
    }),
  );
  const totalMs = performance.now() - started;
  const { body } = await product.request('GET', '/status', { token });
  await product.stop();
  home.remove();
  return { loads: Object(body).stats.models_rotated, totalMs, waits };
}

function rows(what: string, { loads, totalMs, waits }: Outcome) {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  return [
    [`${what}: swaps for ${QUERIES} queries`, String(loads), ''],
    [`${what}: until all were answered`, seconds(totalMs), ''],
    ...[...waits].map(
      ([priority, values]) =>
        [
          `${what}: wait of ${priority} (${values.length}), p50, p95`,
          `${seconds(quantile(values, 0.5))}, ${seconds(quantile(values, 0.95))}`,
          '',
        ] as const,
    ),
  ] as const;
}

/** `npm run bench -- collation` */
export async function benchCollation(): Promise<void> {
  const kept = process.env['VX11_BENCH_MODELS'];
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'vx11-bench-models-'));
  const models: Model[] = [];
  for (const [index, name] of NAMES.entries()) {
    models.push(await modelFile(folder, `collation-${name}`, size135M(index + 1)));
  }
  const named = models.map(({ file }, index) => ({ name: NAMES[index] ?? '', file }));
  for (const places of [1, 2]) {
    for (const period of [0, 10]) {
      const what = `${places} in memory, ${period === 0 ? 'in order' : 'collated'}`;
      print(rows(what, await run(named, { places, period })));
    }
  }
  if (kept === undefined) rmSync(folder, { recursive: true });
}

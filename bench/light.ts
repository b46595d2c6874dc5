import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamEvents } from '../e2e/stream-events.ts';
import { size135M, size500M } from '../scripts/gguf/presets.ts';
import { physicalCores } from '../src/main/engine/physical-cores.ts';
import { modelFile } from './engine/model-file.ts';
import { Product } from './engine/servers.ts';
import { median, print, quantile } from './report.ts';

const ROUNDS = 5;
const ASKED = 10;
const LIGHT = 'local/light:q8_0';

interface First {
  readonly ms: number;
  /** "success" or "light_llm". */
  readonly status: unknown;
}

/** From sending to the first text, as a caller in a hurry sees it; the question is always new. */
async function firstToken({ url }: Product, question: string, more: object = {}): Promise<First> {
  const sent = performance.now();
  const response = await fetch(`${url}/query/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: question, interactive: true, max_tokens: 8, seed: 7, ...more }),
  });
  let ms = Number.NaN;
  let last: Record<string, unknown> = {};
  for await (const event of streamEvents(response)) {
    if (event['type'] === 'token' && Number.isNaN(ms)) ms = performance.now() - sent;
    last = event;
  }
  if (Number.isNaN(ms)) throw new Error(`nothing was written: ${JSON.stringify(last)}`);
  return { ms, status: Object(last['answer']).status };
}

/** The Light LLM is the one that is asked, already in memory, and nothing else runs. */
async function alone(product: Product, model: string): Promise<readonly number[]> {
  const named = { model_preference: model };
  await firstToken(product, 'hola', named);
  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked += 1) {
    times.push((await firstToken(product, `pregunta ${asked}`, named)).ms);
  }
  return times;
}

/** The one that a new installation has. */
async function shipped(): Promise<readonly number[]> {
  const product = await Product.start(physicalCores());
  const { light_llm } = Object(await (await fetch(`${product.url}/status`)).json());
  const times = await alone(product, light_llm.model);
  await product.stop();
  return times;
}

/** `npm run bench -- light`: a Light LLM of 135 M, and a right model of 500 M that is not in memory. */
export async function benchLight(): Promise<void> {
  const folder =
    process.env['VX11_BENCH_MODELS'] ?? mkdtempSync(join(tmpdir(), 'vx11-bench-models-'));
  const light = await modelFile(folder, '135M-Q8_0', size135M(1));
  const right = await modelFile(folder, '500M-Q4_0', size500M(1));
  const quiet: number[] = [];
  const loading: number[] = [];
  // A new product in each round: afterwards the right model is there.
  for (let round = 0; round < ROUNDS; round += 1) {
    const product = await Product.start(physicalCores(), { light_llm: LIGHT });
    await product.link(light.file, 'light');
    quiet.push(...(await alone(product, LIGHT)));
    await product.link(right.file, 'right');
    const { ms, status } = await firstToken(product, 'otra pregunta');
    if (status !== 'light_llm') throw new Error(`the Light LLM did not answer: ${String(status)}`);
    loading.push(ms);
    await product.stop();
  }
  const row = (what: string, times: readonly number[]) =>
    [
      `first token, p50 (p95): ${what}`,
      `${median(times).toFixed(0)} (${quantile(times, 0.95).toFixed(0)}) ms`,
      '< 100 ms',
    ] as const;
  print([
    row('the shipped model', await shipped()),
    row('135 M', quiet),
    row('135 M, right model loading', loading),
  ]);
}

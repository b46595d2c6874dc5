import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { size135M, size500M } from '../scripts/gguf/presets.ts';
import { physicalCores } from '../src/main/engine/physical-cores.ts';
import { type ChatTimes, chat } from './engine/chat.ts';
import { type Model, modelFile } from './engine/model-file.ts';
import { findLlamaServer, memoryOf, Product, type Server, startPeer } from './engine/servers.ts';
import { median, print } from './report.ts';

/*
 * The whole stack (HTTP, Switch, queue on disk, child process, llama.cpp) against llama-server: the
 * same files, threads, places and requests, one after the other in each round, medians.
 */

const ROUNDS = 7;
const COLD_ROUNDS = 5;
const WRITTEN = 128;
/** The product has been up for a while when a model is wanted: its spare process is ready. */
const SPARE_READY_MS = 3500;
const WORDS = 'la mesa azul suena clara bajo el bus de mezcla mientras la voz respira'.split(' ');

let unique = 0;
/** Text that no server has seen before. */
const words = (count: number): string => {
  unique += 1;
  return `${unique} ${Array.from({ length: count }, (_, n) => WORDS[(n * 7 + unique) % WORDS.length]).join(' ')}`;
};
const SYSTEM = Array.from({ length: 70 }, (_, n) => WORDS[(n * 5) % WORDS.length]).join(' ');

type Measure = (server: Server, model: string) => Promise<number>;

const ask = (
  server: Server,
  model: string,
  more: { user: string; system?: string; maxTokens: number },
) => chat({ url: server.url, token: server.token, model, ...more });

const speed = ({ completionTokens, writingMs }: ChatTimes): number =>
  (1000 * (completionTokens - 1)) / writingMs;

const oneStream: Measure = async (server, model) =>
  speed(await ask(server, model, { user: words(10), maxTokens: WRITTEN }));

/** Tokens of all answers over the time in which any was written. */
const fourStreams: Measure = async (server, model) => {
  const all = await Promise.all(
    [1, 2, 3, 4].map(() => ask(server, model, { user: words(10), maxTokens: WRITTEN })),
  );
  const tokens = all.reduce((sum, { completionTokens }) => sum + completionTokens - 1, 0);
  const from = Math.min(...all.map((one) => one.from));
  return (1000 * tokens) / (Math.max(...all.map((one) => one.to)) - from);
};

const promptSpeed: Measure = async (server, model) => {
  const { promptTokens, firstMs } = await ask(server, model, { user: words(90), maxTokens: 1 });
  return (1000 * promptTokens) / firstMs;
};

const firstShort: Measure = async (server, model) =>
  (await ask(server, model, { user: words(2), maxTokens: 1 })).firstMs;

/** The system prompt was read for an earlier question; the question is new. */
const firstCached: Measure = async (server, model) =>
  (await ask(server, model, { user: words(2), system: SYSTEM, maxTokens: 1 })).firstMs;

/** More modules than there are places, each with long instructions of its own. */
const MODULES = Array.from({ length: 6 }, (_, module) => `modulo ${module}: ${SYSTEM}`);
const turns = new Map<Server, number>();

/** The next of six modules asks; all have asked before. */
const firstByTurns: Measure = async (server, model) => {
  const turn = turns.get(server) ?? 0;
  turns.set(server, turn + 1);
  const system = MODULES[turn % MODULES.length] ?? '';
  return (await ask(server, model, { user: words(2), system, maxTokens: 1 })).firstMs;
};

interface Row {
  readonly what: string;
  readonly unit: string;
  readonly measure: Measure;
  /** How ours ÷ theirs is judged. */
  readonly target: string;
}
const ROWS: readonly Row[] = [
  { what: 'generation, 1 stream', unit: 'tok/s', measure: oneStream, target: '≥ 1.0×' },
  { what: 'generation, 4 streams together', unit: 'tok/s', measure: fourStreams, target: '≥ 1.0×' },
  { what: 'prompt, about 500 new tokens', unit: 'tok/s', measure: promptSpeed, target: '≥ 1.0×' },
  { what: 'first token, warm, short prompt', unit: 'ms', measure: firstShort, target: '≤ 1.0×' },
  { what: 'first token, cached long prefix', unit: 'ms', measure: firstCached, target: '≤ 1.0×' },
  {
    what: 'first token, six modules by turns',
    unit: 'ms',
    measure: firstByTurns,
    target: '≤ 1.0×',
  },
];

/** Both, by turns, so that what else the machine does hits both alike. */
async function byTurns(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<readonly [ours: number, theirs: number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) times[0].push(await ours());
    times[1].push(await theirs());
    if (round % 2 === 1) times[0].push(await ours());
  }
  return [median(times[0]), median(times[1])];
}

const compare = (
  what: string,
  [ours, theirs]: readonly [number, number],
  unit: string,
  target: string,
): void => {
  const digits = unit === 'MB' || ours >= 100 ? 0 : 1;
  const values = `${ours.toFixed(digits)} : ${theirs.toFixed(digits)} ${unit}`;
  print([[`${what} (${values})`, `${(ours / theirs).toFixed(2)}×`, target]]);
};

async function compareWarm(program: string, model: Model, threads: number): Promise<void> {
  const peer = await startPeer({ program, file: model.file, threads });
  const product = await Product.start(threads);
  const id = await product.link(model.file, model.name);
  for (const server of [product, peer]) {
    await ask(server, id, { user: words(10), system: SYSTEM, maxTokens: 8 });
    await fourStreams(server, id);
    for (const _ of [...MODULES, ...MODULES, ...MODULES]) await firstByTurns(server, id);
  }
  await product.loopDelays();
  for (const { what, unit, measure, target } of ROWS) {
    const both = await byTurns(
      ROUNDS,
      () => measure(product, id),
      () => measure(peer, id),
    );
    compare(`${model.name}: ${what}`, both, unit, target);
  }
  const { p99, max } = await product.loopDelays();
  const [child = 0] = product.children;
  const [ours, theirs] = [memoryOf(child), memoryOf(peer.pid)];
  compare(
    `${model.name}: memory of the model's process, all`,
    [ours.resident, theirs.resident],
    'MB',
    '',
  );
  compare(`${model.name}: memory of its own`, [ours.anonymous, theirs.anonymous], 'MB', '');
  print([
    [
      `${model.name}: event-loop delay of the main process, p99 (max ${max.toFixed(0)} ms)`,
      `${p99.toFixed(1)} ms`,
      '≤ 20 ms',
    ],
  ]);
  await product.stop();
  await peer.stop();
}

/** From nothing in memory to the first token; the file is in the system's cache for both. */
async function compareCold(program: string, model: Model, threads: number): Promise<void> {
  const both = await byTurns(
    COLD_ROUNDS,
    async () => {
      const product = await Product.start(threads);
      const id = await product.link(model.file, model.name);
      await delay(SPARE_READY_MS);
      const { firstMs } = await ask(product, id, { user: words(2), maxTokens: 1 });
      await product.stop();
      return firstMs;
    },
    async () => {
      const started = performance.now();
      const peer = await startPeer({ program, file: model.file, threads });
      const { from } = await ask(peer, '', { user: words(2), maxTokens: 1 });
      await peer.stop();
      return from - started;
    },
  );
  compare(`${model.name}: first token, model not in memory`, both, 'ms', '≤ 1.0×');
}

/** Two models in one product: the swap to one that is not in memory, and to one that is. */
async function swaps(models: readonly [Model, Model], threads: number): Promise<void> {
  const cold: number[] = [];
  const warmed: number[] = [];
  const steady: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    const product = await Product.start(threads);
    const first = await product.link(models[0].file, models[0].name);
    const second = await product.link(models[1].file, models[1].name);
    await delay(SPARE_READY_MS);
    const short = async (model: string) =>
      (await ask(product, model, { user: words(2), maxTokens: 1 })).firstMs;
    await short(first);
    await delay(SPARE_READY_MS);
    await product.loopDelays();
    cold.push(await short(second));
    const { p99 } = await product.loopDelays();
    loading.push(p99);
    for (let turn = 0; turn < 3; turn += 1) {
      steady.push(await short(second));
      await short(first);
      warmed.push(await short(second));
    }
    await product.stop();
  }
  const name = models[1].name;
  print([
    [`${name}: first token after a swap, not in memory`, `${median(cold).toFixed(0)} ms`, ''],
    [`${name}: event-loop delay while loading, p99`, `${median(loading).toFixed(1)} ms`, '≤ 20 ms'],
  ]);
  compare(
    `${name}: first token after a swap to a warmed model : steady`,
    [median(warmed), median(steady)],
    'ms',
    '≤ 1.1×',
  );
}
const loading: number[] = [];

/** A model that comes back into memory: with instructions it had read, and with new ones. */
async function comesBack(models: readonly Model[], threads: number): Promise<void> {
  const known: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    const product = await Product.start(threads);
    const ids = await Promise.all(models.map(({ file, name }) => product.link(file, name)));
    const [first = '', ...others] = ids;
    const firstOf = async (model: string, system: string) =>
      (await ask(product, model, { user: words(2), system, maxTokens: 1 })).firstMs;
    const leaveAndComeBack = async (system: string) => {
      for (const other of others) await firstOf(other, 'hola');
      await delay(SPARE_READY_MS);
      return firstOf(first, system);
    };
    for (const _ of [1, 2, 3]) await firstOf(first, SYSTEM);
    known.push(await leaveAndComeBack(SYSTEM));
    unknown.push(await leaveAndComeBack(words(70)));
    await product.stop();
  }
  const what = `${models[0]?.name}: first token after it was out of memory, 400 tokens of instructions`;
  compare(`${what}, read before : new`, [median(known), median(unknown)], 'ms', '');
}

/** `npm run bench -- engine`, with llama-server in LLAMA_SERVER or on the PATH. */
export async function benchEngine(): Promise<void> {
  const program = findLlamaServer();
  if (program === undefined) {
    throw new Error('No llama-server: name one in LLAMA_SERVER. Without a peer there is no ratio.');
  }
  const folder =
    process.env['VX11_BENCH_MODELS'] ?? mkdtempSync(join(tmpdir(), 'vx11-bench-models-'));
  const small = await modelFile(folder, '135M-Q8_0', size135M(1));
  const large = await modelFile(folder, '500M-Q4_0', size500M(1));
  const threads = physicalCores();
  process.stdout.write(`${threads} threads each, ours : llama-server\n`);
  for (const model of [small, large]) {
    await compareWarm(program, model, threads);
    await compareCold(program, model, threads);
  }
  await swaps([small, large], threads);
  const third = await modelFile(folder, '135M-Q8_0-b', size135M(2));
  await comesBack([large, small, third], threads);
}

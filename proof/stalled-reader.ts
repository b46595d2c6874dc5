import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { adminToken, newHome, Product } from '../e2e/product.ts';
import { generateGguf } from '../scripts/gguf/generate.ts';
import { tinyCycle } from '../scripts/gguf/presets.ts';
import { residentBytes } from './child-processes.ts';
import { serverEvents } from './server-events.ts';

const READERS = 4;
/** Windows of each kind, in turn: what else the machine does then falls on both. */
const WINDOWS = 3;
const WINDOW_MS = 10_000;
/** Time for the new streams to get going, not counted. */
const LEAD_MS = 2000;
const LEAST_SHARE = 0.5;
/** Over what the product takes with the same readers and nobody stalled. */
const MOST_GROWTH_BYTES = 150_000_000;
/**
 * The text of one token. Without it an answer fits into what the kernel buffers for a connection,
 * and nobody would notice that it is not read.
 */
const PIECE_CHARACTERS = 4000;
/** About 8 MB of text in one answer. */
const ANSWER_TOKENS = 2000;

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One reader that stops reading must not slow the others down, nor fill the memory. */
export async function proveStalledReader(): Promise<readonly string[]> {
  const home = newHome();
  // Slots for all at once; one is kept for better ranks.
  writeFileSync(join(home.path, 'config.json'), '{"parallel_answers": 8}');
  const product = await Product.start(home.path);
  const model = await importLongWords(product, home.path);
  const room = new ReadingRoom(product, model);
  const readers = Array.from({ length: READERS }, () => room.read());
  const alone: Window[] = [];
  const beside: Window[] = [];
  await room.watch();
  for (let window = 0; window < WINDOWS; window += 1) {
    alone.push(await room.watch());
    const leave = room.stall();
    beside.push(await room.watch());
    leave();
  }
  room.close();
  await Promise.all(readers);
  await product.stop();
  home.remove();
  tell('alone', alone);
  tell('beside a stalled one', beside);
  say(`the stalled ones had taken ${room.stalledAt.map(mb).join(', ')} when they left`);
  const share = mean(beside.map(({ speed }) => speed)) / mean(alone.map(({ speed }) => speed));
  const growth = peak(beside) - peak(alone);
  say(`share of the speed: ${share.toFixed(2)}, more memory: ${mb(growth)}`);
  return [
    share < LEAST_SHARE && `a stalled reader left the others ${share.toFixed(2)} of their speed`,
    growth > MOST_GROWTH_BYTES && `a stalled reader took ${mb(growth)} more memory`,
  ].filter((fault) => typeof fault === 'string');
}

/** What the readers got, and what the product took, over a while. */
interface Window {
  /** Tokens per second of all readers together. */
  readonly speed: number;
  readonly peakBytes: number;
}

const peak = (windows: readonly Window[]): number =>
  Math.max(...windows.map(({ peakBytes }) => peakBytes));

function tell(name: string, windows: readonly Window[]): void {
  const each = windows.map(({ speed, peakBytes }) => `${speed.toFixed(0)} (${mb(peakBytes)})`);
  say(`${READERS} readers ${name}: ${each.join(', ')} tokens/s (memory of the product)`);
}

async function importLongWords(product: Product, home: string): Promise<string> {
  const path = join(home, 'long.gguf');
  const words = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(PIECE_CHARACTERS));
  await generateGguf(path, {
    ...tinyCycle(words.join(' '), { loop: true }),
    embedding_length: 256,
    block_count: 4,
    context_length: 4096,
  });
  const options = { body: { path, name: 'long' }, token: adminToken(home) };
  const { body } = await product.request('POST', '/models/import', options);
  return String(Object(body).model.id);
}

class ReadingRoom {
  readonly stalledAt: number[] = [];
  readonly #product: Product;
  readonly #body: string;
  readonly #closing = new AbortController();
  #tokens = 0;

  constructor(product: Product, model_preference: string) {
    this.#product = product;
    this.#body = JSON.stringify({ query: 'cuenta', model_preference, max_tokens: ANSWER_TOKENS });
  }

  /** Asks again and again until the room closes. */
  async read(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const response = await fetch(`${this.#product.url}/query/stream`, {
          ...this.#asked(),
          signal,
        });
        for await (const event of serverEvents(response))
          if (event['type'] === 'token') this.#tokens += 1;
      } catch (caught) {
        if (!signal.aborted) throw caught;
      }
    }
  }

  close(): void {
    this.#closing.abort();
  }

  /** Asks and never reads. @returns hangs up */
  stall(): () => void {
    const { headers, method, body } = this.#asked();
    const asking = request(`${this.#product.url}/query/stream`, { method, headers });
    asking.on('response', (response) => response.pause());
    asking.on('error', () => {}); // The hanging up.
    asking.end(body);
    return () => {
      this.stalledAt.push(asking.socket?.bytesRead ?? 0);
      asking.destroy();
    };
  }

  async watch(): Promise<Window> {
    await pause(LEAD_MS);
    const start = performance.now();
    const before = this.#tokens;
    let peakBytes = 0;
    while (performance.now() - start < WINDOW_MS) {
      await pause(200);
      peakBytes = Math.max(peakBytes, residentBytes(this.#product.pid));
    }
    const speed = ((this.#tokens - before) * 1000) / (performance.now() - start);
    return { speed, peakBytes };
  }

  #asked() {
    return { method: 'POST', headers: { 'content-type': 'application/json' }, body: this.#body };
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

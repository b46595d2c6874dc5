import type { Product } from '../e2e/product.ts';
import { SeededRandom } from '../scripts/gguf/random.ts';
import { isTerminal, type Ledger } from './ledger.ts';
import { serverEvents } from './server-events.ts';

/** A caller that gets no answer for so long is stuck. */
const STUCK_MS = 180_000;
const POLL_MS = 100;

type Activity = { readonly model: string; tokens: number };

/** Callers of three kinds that ask without a break, and note in the ledger what they are told. */
export class Callers {
  readonly #product: Product;
  readonly #ledger: Ledger;
  readonly #models: readonly string[];
  readonly #streams = new Set<Activity>();
  readonly #faults: string[] = [];
  #callers: readonly Promise<void>[] = [];
  #stopped = false;
  /** Refused before they were acknowledged, by code. */
  readonly refused: Record<string, number> = {};

  constructor(product: Product, ledger: Ledger, models: readonly string[]) {
    this.#product = product;
    this.#ledger = ledger;
    this.#models = models;
  }

  start(): void {
    const stream = (body: object): Promise<void> => this.#stream(body);
    const ask = (body: object): Promise<void> => this.#ask(body);
    const submit = (body: object): Promise<void> => this.#submit(body);
    this.#callers = [stream, stream, stream, ask, ask, submit].map((kind, index) =>
      this.#repeat(kind, new SeededRandom(100 + index)),
    );
  }

  /** Whether the streams on that model wait for their first token. */
  isReadingPrompt(model: string): boolean {
    const there = [...this.#streams].filter((stream) => stream.model === model);
    return there.length > 0 && there.every(({ tokens }) => tokens === 0);
  }

  /** @returns what went wrong for a caller */
  async stop(): Promise<string[]> {
    this.#stopped = true;
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, STUCK_MS, 'late').unref());
    const ended = await Promise.race([Promise.all(this.#callers), late]);
    return ended === 'late' ? [...this.#faults, 'a caller waits for ever'] : this.#faults;
  }

  async #repeat(kind: (body: object) => Promise<void>, random: SeededRandom): Promise<void> {
    while (!this.#stopped) {
      const words = random.below(3) === 0 ? 300 : 3;
      try {
        await kind({
          query: 'hola '.repeat(words),
          model_preference: random.pick(this.#models),
          max_tokens: 5 + random.below(150),
        });
      } catch (caught) {
        this.#faults.push(`a caller lost its connection: ${String(caught)}`);
        return;
      }
    }
  }

  async #stream(body: object): Promise<void> {
    const response = await fetch(`${this.#product.url}/query/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) return this.#refusedWith(await response.json());
    let id: string | undefined;
    let activity: Activity | undefined;
    let last: unknown;
    for await (const event of serverEvents(response)) {
      last = event['type'] ?? event['code'];
      if (last === 'accepted') this.#ledger.acknowledged((id = String(event['query_id'])));
      if (last === 'token' && activity !== undefined) activity.tokens += 1;
      if (last !== 'started') continue;
      if (activity !== undefined) this.#streams.delete(activity);
      activity = { model: String(event['model']), tokens: 0 };
      this.#streams.add(activity);
    }
    if (activity !== undefined) this.#streams.delete(activity);
    if (id === undefined) return this.#refusedWith({ code: last });
    if (last === 'token' || last === 'started' || last === 'accepted') {
      this.#faults.push(`the stream of ${id} broke off after "${last}"`);
    } else this.#ledger.ended(id, last === 'done' ? 'answer' : 'error');
  }

  async #ask(body: object): Promise<void> {
    const { status, headers, body: said } = await this.#product.request('POST', '/query', { body });
    const id = headers.get('x-vx11-query-id');
    if (id === null) return this.#refusedWith(said);
    this.#ledger.ended(id, status === 200 ? 'answer' : 'error');
  }

  async #submit(body: object): Promise<void> {
    const { status, body: said } = await this.#product.request('POST', '/queries', { body });
    if (status !== 202) return this.#refusedWith(said);
    const id = String(Object(said).query_id);
    this.#ledger.acknowledged(id);
    const end = Date.now() + STUCK_MS;
    while (Date.now() < end) {
      const found = await this.#product.request('GET', `/queries/${id}`);
      if (isTerminal(Object(found.body).state)) return;
      await pause(POLL_MS);
    }
    this.#faults.push(`query ${id} did not end`);
  }

  /** Nothing can answer right now: ask again a little later. */
  async #refusedWith(said: unknown): Promise<void> {
    const code = String(Object(said).code);
    this.refused[code] = (this.refused[code] ?? 0) + 1;
    await pause(POLL_MS);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

import type { JsonResponse, Product } from '../../e2e/product.ts';
import type { SeededRandom } from '../../scripts/gguf/random.ts';
import { serverEvents } from '../server-events.ts';
import type { Ledger } from './ledger.ts';

/** Between two requests of a caller that was refused. */
const REFUSED_MS = 20;

export interface Ask {
  readonly priority?: string;
  readonly max_tokens?: number;
  readonly deadline_ms?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface CallersParts {
  readonly ledger: Ledger;
  readonly random: SeededRandom;
  /** Whom they ask. */
  readonly model: string;
}

/** Callers of one life of the product; whatever they are told goes into the ledger at once. */
export class Callers {
  /** Streams that show text right now. */
  writing = 0;
  /** Streams that broke off in the middle of their text. */
  brokenOff = 0;
  readonly #product: Product;
  readonly #ledger: Ledger;
  readonly #random: SeededRandom;
  readonly #model: string;
  readonly #running: Promise<void>[] = [];
  #stopped = false;

  constructor(product: Product, { ledger, random, model }: CallersParts) {
    this.#product = product;
    this.#ledger = ledger;
    this.#random = random;
    this.#model = model;
  }

  /** Two streams, one that waits, and three that submit under a key, all without a break. */
  startAll(): void {
    const some = (): Ask => ({ max_tokens: 5 + this.#random.below(100) });
    for (let count = 0; count < 2; count += 1) this.#loop(() => this.#stream(some()));
    this.#loop(() => this.#ask(some()));
    this.startKeyed();
  }

  /** Only those with a key, which no purge forgets. */
  startKeyed(): void {
    for (let count = 0; count < 3; count += 1) {
      this.#loop(() => this.#submit({ max_tokens: 1 + this.#random.below(8) }));
    }
  }

  /** So many requests at once, each under a key of its own. */
  burst(count: number, ask: Ask): void {
    for (let index = 0; index < count; index += 1) this.#run(this.#submit(ask));
  }

  /** A stream that nobody waits for. */
  openStream(ask: Ask): void {
    this.#run(this.#stream(ask));
  }

  /** Submits without keys, as many at a time as a few connections carry. */
  async submitAll(count: number, ask: Ask): Promise<void> {
    for (let done = 0; done < count; done += 20) {
      await Promise.all(Array.from({ length: 20 }, () => this.#submitWithout(ask)));
    }
  }

  /** Any other request, and what is done with its answer; none when the product dies first. */
  send(request: Promise<JsonResponse>, answered: (response: JsonResponse) => void): void {
    this.#run(request.then(answered));
  }

  /** Resolves when none of them waits for anything any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #stream(ask: Ask): Promise<void> {
    const response = await fetch(`${this.#product.url}/query/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(this.#body(ask)),
    });
    if (response.status !== 200) return pause(REFUSED_MS);
    let id: string | undefined;
    let writing = false;
    let last: unknown;
    try {
      for await (const event of serverEvents(response)) {
        last = event['type'] ?? event['code'];
        if (last === 'accepted') this.#ledger.acknowledged((id = String(event['query_id'])));
        if (last === 'token' && !writing) {
          writing = true;
          this.writing += 1;
        }
      }
    } finally {
      if (writing) this.writing -= 1;
      if (last === 'token') this.brokenOff += 1;
    }
    if (id !== undefined) this.#ended(id, last);
  }

  async #ask(ask: Ask): Promise<void> {
    const options = { body: this.#body(ask) };
    const { status, headers, body } = await this.#product.request('POST', '/query', options);
    const id = headers.get('x-vx11-query-id');
    if (id === null) return pause(REFUSED_MS);
    this.#ledger.acknowledged(id);
    this.#ended(id, status === 200 ? 'done' : Object(body).code);
  }

  /** A stop leaves a query for the next start: that its caller hears so is not its end. */
  #ended(id: string, how: unknown): void {
    if (how === 'accepted' || how === 'started' || how === 'token') return;
    if (how === 'SHUTTING_DOWN') return;
    this.#ledger.acknowledged(id).ends.push(how === 'done' ? 'answer' : 'error');
  }

  async #submit(ask: Ask): Promise<void> {
    const key = `key-${crypto.randomUUID()}`;
    const body = this.#body(ask);
    this.#ledger.unanswered.set(key, body);
    const refused = await submit(this.#product, this.#ledger, key, body);
    if (!refused) return;
    this.#ledger.unanswered.delete(key);
    await pause(REFUSED_MS);
  }

  async #submitWithout(ask: Ask): Promise<void> {
    const options = { body: this.#body(ask) };
    const { status, body } = await this.#product.request('POST', '/queries', options);
    if (status === 202) this.#ledger.acknowledged(String(Object(body).query_id));
  }

  #body(ask: Ask): object {
    return { query: 'hola', model_preference: this.#model, ...ask };
  }

  #loop(step: () => Promise<void>): void {
    this.#run(
      (async () => {
        while (!this.#stopped) await step();
      })(),
    );
  }

  /** A connection that breaks is what happens here; what was told before is in the ledger. */
  #run(work: Promise<void>): void {
    this.#running.push(work.catch(() => undefined));
  }
}

/** @returns whether it was refused */
async function submit(
  product: Product,
  ledger: Ledger,
  key: string,
  asked: object,
): Promise<boolean> {
  const options = { body: { ...asked, idempotency_key: key } };
  const { status, body } = await product.request('POST', '/queries', options);
  if (status === 202) ledger.acknowledged(String(Object(body).query_id), key);
  return status !== 202;
}

/** What a careful client does after a lost connection: it asks again, under the same key. */
export async function repeatUnanswered(product: Product, ledger: Ledger): Promise<void> {
  for (const [key, body] of ledger.unanswered) {
    while (await submit(product, ledger, key, body)) await pause(REFUSED_MS);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

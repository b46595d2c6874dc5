import * as z from 'zod';
import type { Exchange } from '../http/exchange.ts';
import { type Limit, RateWindow } from '../http/rate-window.ts';
import { chatSchema, sendAnswer, streamAnswer } from './chat.ts';
import { hasCredits, keyInfo, type RemoteKey } from './keys.ts';
import { refuse } from './refusals.ts';
import type { RemoteModel } from './remote-model.ts';

/** Of models that end in `:free`, for each key. */
const FREE_PER_MINUTE: Limit = { quota: 20, window_s: 60 };
const MAX_PAGE = 1000;

interface OpenRouterOptions {
  readonly models: readonly RemoteModel[];
  readonly keys: readonly RemoteKey[];
  /** In milliseconds. */
  readonly now: () => number;
}

export class OpenRouter {
  readonly #options: OpenRouterOptions;
  readonly #freeWindow: RateWindow;
  readonly #freeUsed = new Map<string, number>();
  #generations = 0;

  constructor(options: OpenRouterOptions) {
    this.#options = options;
    this.#freeWindow = new RateWindow(options.now);
  }

  answer(exchange: Exchange): Promise<void> {
    switch (`${exchange.method} ${exchange.url.pathname}`) {
      case 'GET /api/v1/models':
        return this.#list(exchange);
      case 'GET /api/v1/key':
        return this.#key(exchange);
      case 'POST /api/v1/chat/completions':
        return this.#chat(exchange);
      default:
        return refuse(exchange, 404);
    }
  }

  #list(exchange: Exchange): Promise<void> {
    const query = exchange.url.searchParams;
    const offset = Number(query.get('offset') ?? 0);
    const limit = Number(query.get('limit') ?? MAX_PAGE);
    if (!(offset >= 0 && limit >= 1 && limit <= MAX_PAGE)) return refuse(exchange, 400);
    const word = (query.get('q') ?? '').toLowerCase();
    const matching = this.#options.models.filter(({ id, name }) =>
      `${id} ${name}`.toLowerCase().includes(word),
    );
    const next = new URL(exchange.url);
    next.searchParams.set('offset', String(offset + limit));
    return exchange.json(200, {
      data: matching.slice(offset, offset + limit),
      total_count: matching.length,
      links: { next: offset + limit < matching.length ? next.href : null },
    });
  }

  #keyOf(exchange: Exchange): RemoteKey | undefined {
    const header = exchange.header('authorization');
    const key = this.#options.keys.find(({ token }) => header === `Bearer ${token}`);
    return key?.disabled === true ? undefined : key;
  }

  #key(exchange: Exchange): Promise<void> {
    const key = this.#keyOf(exchange);
    if (key === undefined) return refuse(exchange, 401);
    return exchange.json(200, { data: keyInfo(key, this.#freeUsed.get(key.token) ?? 0) });
  }

  async #chat(exchange: Exchange): Promise<void> {
    const key = this.#keyOf(exchange);
    if (key === undefined) return refuse(exchange, 401);
    const body = chatSchema.safeParse(await exchange.readJson());
    if (!body.success) return refuse(exchange, 400, z.prettifyError(body.error));
    const chat = body.data;
    if (!this.#options.models.some(({ id }) => id === chat.model)) {
      return refuse(exchange, 400, `${chat.model} is not a valid model ID`);
    }
    const isFree = chat.model.endsWith(':free');
    if (!isFree && !hasCredits(key)) return refuse(exchange, 402);
    if (isFree && this.#isSpent(exchange, key)) return refuse(exchange, 429);
    this.#generations += 1;
    const created = Math.floor(this.#options.now() / 1000);
    const generation = { id: `gen-${this.#generations}`, created };
    return chat.stream
      ? streamAnswer(exchange, chat, generation)
      : sendAnswer(exchange, chat, generation);
  }

  /** Counts a request to a free model, and says the limits when there is nothing left. */
  #isSpent(exchange: Exchange, { token }: RemoteKey): boolean {
    const spent = this.#freeWindow.spend(token, FREE_PER_MINUTE);
    this.#freeUsed.set(token, (this.#freeUsed.get(token) ?? 0) + 1);
    if (!spent.refused) return false;
    exchange.setHeaders({
      'retry-after': String(spent.reset_s),
      'x-ratelimit-limit': String(FREE_PER_MINUTE.quota),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(this.#options.now() + spent.reset_s * 1000),
    });
    return true;
  }
}

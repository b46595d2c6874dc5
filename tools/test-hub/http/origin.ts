import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Exchange } from './exchange.ts';
import { type Faults, faultOf, type OriginName } from './faults.ts';
import type { Ledger } from './ledger.ts';

export type Answer = (exchange: Exchange) => Promise<void>;

interface OriginOptions {
  readonly name: OriginName;
  /** `127.0.0.1` and `localhost` are two hosts for whoever guards a token. */
  readonly host: '127.0.0.1' | 'localhost';
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly now: () => number;
  readonly answer: Answer;
  /** How this origin words a refusal that was planted. */
  readonly refuse: (exchange: Exchange, status: number) => Promise<void>;
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).map(([name, value = '']): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries);
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** One host with a port of its own; it can be taken off the net and put back where it was. */
export class Origin {
  readonly #options: OriginOptions;
  #server: Server | undefined;
  #port = 0;

  constructor(options: OriginOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://${this.#options.host}:${this.#port}`;
  }

  /** Listens on a free port, or again on the one it had. */
  async listen(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => {
      void this.#serve(request, response);
    });
    this.#server = server;
    server.listen(this.#port, this.#options.host);
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Breaks every connection and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { name, ledger, faults, now, answer } = this.#options;
    const path = request.url ?? '/';
    const note = ledger.open({
      at_ms: now(),
      origin: name,
      method: request.method ?? 'GET',
      url: path,
      headers: headersOf(request),
      authorized: request.headers.authorization !== undefined,
    });
    response.once('close', () => note.ended(response.writableFinished ? 'complete' : 'cut'));
    const exchange = new Exchange(request, response, {
      url: new URL(path, this.url),
      faults: faults.meet(name, decoded(path)),
      note,
    });
    try {
      await (this.#refusal(exchange) ?? answer(exchange));
    } catch (caught) {
      // A fault of the hub's own: whoever runs a test must see it, not guess from a broken line.
      process.stderr.write(`test hub: ${request.method} ${path}: ${String(caught)}\n`);
      response.destroy();
    }
  }

  #refusal(exchange: Exchange): Promise<void> | undefined {
    const fault = faultOf(exchange.faults, 'status');
    if (fault === undefined) return undefined;
    if (fault.retry_after_s !== undefined) {
      exchange.setHeaders({ 'retry-after': String(fault.retry_after_s) });
    }
    return this.#options.refuse(exchange, fault.status);
  }
}

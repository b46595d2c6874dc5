import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { faultSchema, scopeSchema } from './http/faults.ts';
import type { TestHub } from './test-hub.ts';

const BODIES = {
  fault: z.object({ fault: faultSchema, scope: scopeSchema.default({}) }),
  lift: z.object({ number: z.number().int() }),
  online: z.object({ online: z.boolean() }),
  file: z.object({ id: z.string(), path: z.string(), text: z.string() }),
  lifetime: z.object({ seconds: z.number() }),
  quota: z.object({
    bucket: z.enum(['api', 'resolvers', 'pages']),
    quota: z.number().int().nonnegative(),
    window_s: z.number().positive(),
  }),
  reached: z.object({ file: z.string(), bytes: z.number().nonnegative() }),
};

/** @returns what is answered; undefined for an address that is none */
function command(hub: TestHub, address: string, body: unknown): unknown {
  switch (address) {
    case 'GET /ledger':
      return {
        total_bytes: hub.ledger.totalBytes(),
        bytes_by_file: hub.ledger.bytesByFile(),
        requests: hub.ledger.requests(),
      };
    case 'POST /ledger/clear':
      hub.ledger.clear();
      return {};
    case 'POST /ledger/reached': {
      const { file, bytes } = BODIES.reached.parse(body);
      return hub.ledger.reached(file, bytes).then(() => ({ bytes: hub.ledger.bytesOf(file) }));
    }
    case 'POST /faults': {
      const { fault, scope } = BODIES.fault.parse(body);
      return { number: hub.faults.plant(fault, scope).number };
    }
    case 'POST /faults/lift':
      return { lifted: hub.faults.lift(BODIES.lift.parse(body).number) };
    case 'POST /faults/clear':
      hub.faults.clear();
      return {};
    case 'POST /urls/expire':
      hub.urls.expireAll();
      return {};
    case 'POST /urls/lifetime':
      hub.urls.lifetime_s = BODIES.lifetime.parse(body).seconds;
      return {};
    case 'POST /quota': {
      const { bucket, quota, window_s } = BODIES.quota.parse(body);
      hub.quotas.set(bucket, { quota, window_s });
      return {};
    }
    case 'POST /online':
      return (BODIES.online.parse(body).online ? hub.comeBack() : hub.goOffline()).then(() => ({}));
    case 'POST /files': {
      const { id, path, text } = BODIES.file.parse(body);
      return { commit: hub.replaceFile(id, path, { kind: 'text', text }) };
    }
    default:
      return undefined;
  }
}

/** The same commands for another process, on a port of its own that no fault reaches. */
export class ControlDoor {
  readonly #hub: TestHub;
  readonly #server: Server;

  private constructor(hub: TestHub) {
    this.#hub = hub;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  static async open(hub: TestHub): Promise<ControlDoor> {
    const door = new ControlDoor(hub);
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The door is closed.');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === '' ? {} : JSON.parse(text);
      const address = `${request.method} ${request.url}`;
      const result = await command(this.#hub, address, body);
      if (result === undefined) answer(404, { error: `There is no ${address}.` });
      else answer(200, result);
    } catch (caught) {
      answer(400, { error: String(caught) });
    }
  }
}

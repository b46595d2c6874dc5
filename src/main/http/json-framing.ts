import { ORPCError } from '@orpc/client';
import { createProcedureClient, getRouter, isProcedure } from '@orpc/server';
import { isAsyncIteratorObject } from '@orpc/shared';
import type { RawData, WebSocket } from 'ws';
import * as z from 'zod';
import { AppError, toErrorBody } from '../../shared/errors/app-error.ts';
import type { ApiContext } from '../api/context.ts';
import type { apiInterceptor } from '../api/interceptors.ts';
import type { ApiRouter } from '../api/router.ts';
import type { Caller } from '../core/access/caller.ts';

/**
 * What a client sends, one JSON object a message: a call `{id, op, input?}`, where `op` is an
 * operation's id in /openapi.json ("queries.stream"), or `{id, cancel: true}`. It gets
 * `{id, result}`, or for streams `{id, event}` again and again and `{id, end: true}`; or
 * `{id, error: {code, status, message, data}}`.
 */
const messageSchema = z.union([
  z.object({ id: z.union([z.string().max(128), z.number()]), cancel: z.literal(true) }),
  z.object({
    id: z.union([z.string().max(128), z.number()]),
    op: z.string().max(128),
    input: z.unknown().optional(),
  }),
]);
type CallId = z.infer<typeof messageSchema>['id'];

export interface JsonFramingParts {
  readonly router: ApiRouter;
  readonly interceptor: ReturnType<typeof apiInterceptor>;
}

function parseMessage(text: string): z.infer<typeof messageSchema> {
  try {
    return messageSchema.parse(JSON.parse(text));
  } catch (caught) {
    throw new AppError('INVALID_INPUT', {
      message: 'Send a JSON object {"id", "op", "input"} or {"id", "cancel": true}.',
      cause: caught,
    });
  }
}

function errorBody(caught: unknown): object {
  if (caught instanceof ORPCError) return caught.toJSON();
  return toErrorBody(caught instanceof AppError ? caught : new AppError('INTERNAL'));
}

/** One connection: its calls by id, each of which can be cancelled. */
class JsonConnection {
  readonly #socket: WebSocket;
  readonly #context: ApiContext;
  readonly #parts: JsonFramingParts;
  readonly #calls = new Map<CallId, AbortController>();

  constructor(socket: WebSocket, caller: Caller, parts: JsonFramingParts) {
    this.#socket = socket;
    this.#context = { caller };
    this.#parts = parts;
  }

  async receive(text: string): Promise<void> {
    let id: CallId | null = null;
    try {
      const message = parseMessage(text);
      id = message.id;
      if ('cancel' in message) this.#calls.get(id)?.abort();
      else await this.#call(id, message.op, message.input);
    } catch (caught) {
      await this.#send({ id, error: errorBody(caught) });
    }
  }

  close(): void {
    for (const abort of this.#calls.values()) abort.abort();
  }

  async #call(id: CallId, op: string, input: unknown): Promise<void> {
    if (this.#calls.has(id)) {
      throw new AppError('INVALID_INPUT', { message: `A call with the id "${id}" is running.` });
    }
    const abort = new AbortController();
    this.#calls.set(id, abort);
    try {
      const output: unknown = await this.#client(op)(input, { signal: abort.signal });
      if (!isAsyncIteratorObject(output)) return await this.#send({ id, result: output ?? null });
      for await (const event of output) await this.#send({ id, event });
      await this.#send({ id, end: true });
    } finally {
      this.#calls.delete(id);
    }
  }

  #client(op: string) {
    const path = op.split('.');
    const procedure = getRouter(this.#parts.router, path);
    if (!isProcedure(procedure)) {
      throw new AppError('NOT_FOUND', {
        message: `There is no operation "${op}". /openapi.json lists them by operationId.`,
      });
    }
    return createProcedureClient(procedure, {
      context: this.#context,
      path,
      interceptors: [this.#parts.interceptor],
    });
  }

  /** Resolves when it is on its way, so that a slow reader slows its own stream only. */
  #send(message: object): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.send(JSON.stringify(message), () => resolve());
    });
  }
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString();
}

/** Serves the contract in plain JSON, for modules in languages without an oRPC client. */
export function serveJson(socket: WebSocket, caller: Caller, parts: JsonFramingParts): void {
  const connection = new JsonConnection(socket, caller, parts);
  socket.on('message', (data) => void connection.receive(toText(data)));
  socket.on('close', () => connection.close());
}

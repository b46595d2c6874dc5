import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import type { QueryEvent } from '../../../shared/domain/query.ts';
import { AppError, toAppError } from '../../../shared/errors/app-error.ts';
import { requireAccess } from '../../core/access/caller.ts';
import type { Library } from '../../hermes/library.ts';
import type { Switch } from '../../switch/switch.ts';
import { QUERY_ID_HEADER } from '../rest.ts';
import {
  chunkBody,
  completionBody,
  lastChunk,
  newCompletion,
  toQuery,
  usageChunk,
} from './chat-completions.ts';
import { openAIError } from './error-body.ts';
import { type ChatRequest, chatRequestSchema } from './protocol.ts';

export interface OpenAIParts {
  readonly switch: Switch;
  readonly library: Library;
}

function parseRequest(body: unknown): ChatRequest {
  const parsed = chatRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError('INVALID_INPUT', {
    message: `The request does not have the expected form. ${z.prettifyError(parsed.error)}`,
  });
}

/** Aborts when the client goes away before the answer is complete. */
function abortOnDisconnect(response: ServerResponse): AbortController {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller;
}

/** Server-sent events by hand: the protocol ends with a line that is no JSON. */
class EventWriter {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  open(queryId: string): void {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      [QUERY_ID_HEADER]: queryId,
    });
  }

  /** Waits while the client does not read. */
  async send(data: unknown): Promise<void> {
    const line = typeof data === 'string' ? data : JSON.stringify(data);
    if (this.#response.write(`data: ${line}\n\n`) || this.#response.destroyed) return;
    const settled = new AbortController();
    const options = { signal: settled.signal };
    const drained = once(this.#response, 'drain', options);
    await Promise.race([drained, once(this.#response, 'close', options)]);
    settled.abort(); // or a slow reader would gather a listener per wait
  }

  end(): void {
    this.#response.end();
  }
}

async function writeEvents(
  events: AsyncIterable<QueryEvent>,
  writer: EventWriter,
  request: ChatRequest,
): Promise<void> {
  const completion = newCompletion();
  let model = request.model;
  let begun = false;
  let written = false;
  for await (const event of events) {
    if (event.type === 'accepted') writer.open(event.query_id);
    else if (event.type === 'started') {
      // This protocol cannot take back text, so an answer cannot start again once it has begun.
      if (written) throw new AppError('ENGINE_CRASHED');
      model = event.model;
      if (begun) continue;
      begun = true;
      await writer.send(chunkBody(completion, model, { role: 'assistant', content: '' }));
    } else if (event.type === 'token') {
      written = true;
      await writer.send(chunkBody(completion, model, { content: event.text }));
    } else {
      const { usage, model_used } = event.answer;
      await writer.send(lastChunk(completion, event.answer));
      if (request.stream_options?.include_usage === true) {
        await writer.send(usageChunk(completion, model_used, usage));
      }
      await writer.send('[DONE]');
    }
  }
}

async function streamCompletion(
  request: ChatRequest,
  events: AsyncIterable<QueryEvent>,
  reply: FastifyReply,
  abort: AbortController,
): Promise<void> {
  const writer = new EventWriter(reply.raw);
  reply.hijack();
  try {
    await writeEvents(events, writer, request);
  } catch (caught) {
    abort.abort(); // Nobody reads on: a new attempt would be for nothing.
    await writer.send(openAIError(toAppError(caught)));
  }
  writer.end();
}

/** The OpenAI protocol: `/v1/models` and `/v1/chat/completions`. */
export function serveOpenAI(app: FastifyInstance, parts: OpenAIParts): void {
  app.get('/v1/models', () => ({
    object: 'list',
    data: parts.library.usable().map(({ id, created_at }) => ({
      id,
      object: 'model',
      created: Math.floor(created_at / 1000),
      owned_by: 'vx11',
    })),
  }));
  app.post('/v1/chat/completions', async (request, reply) => {
    requireAccess(request.caller, 'query');
    const chat = parseRequest(request.body);
    const query = toQuery(chat, parts.library.usable());
    const abort = abortOnDisconnect(reply.raw);
    const { signal } = abort;
    if (chat.stream === true) {
      const events = await parts.switch.stream(query, request.caller, signal);
      return streamCompletion(chat, events, reply, abort);
    }
    const answer = await parts.switch.ask(query, request.caller, {
      signal,
      onAcknowledged: (id) => void reply.header(QUERY_ID_HEADER, id),
    });
    return completionBody(newCompletion(), answer);
  });
}

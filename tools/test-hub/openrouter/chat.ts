import * as z from 'zod';
import type { Exchange } from '../http/exchange.ts';
import { faultOf } from '../http/faults.ts';
import { errorOf, type OpenRouterError } from './refusals.ts';

const textPart = z.looseObject({ type: z.string(), text: z.string().optional() });

export const chatSchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(textPart)]) }))
    .min(1),
  stream: z.boolean().default(false),
});
export type Chat = z.infer<typeof chatSchema>;

function promptOf({ messages }: Chat): string {
  const content = messages.at(-1)?.content ?? '';
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('');
}

/** Always the same answer to the same question, so that tests can know it. */
const answerOf = (chat: Chat): string => `${chat.model} says: ${promptOf(chat)}`;

/** One word is one token here. */
const piecesOf = (text: string): readonly string[] => text.match(/\s*\S+/g) ?? [];

function usageOf(chat: Chat): Readonly<Record<string, number>> {
  const prompt_tokens = piecesOf(promptOf(chat)).length;
  const completion_tokens = piecesOf(answerOf(chat)).length;
  const total_tokens = prompt_tokens + completion_tokens;
  return { prompt_tokens, completion_tokens, total_tokens, cost: 0 };
}

export interface Generation {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
}

function head(chat: Chat, { id, created }: Generation, object: string): object {
  return { id, object, created, model: chat.model, provider: 'Test hub' };
}

export function sendAnswer(exchange: Exchange, chat: Chat, generation: Generation): Promise<void> {
  const message = { role: 'assistant', content: answerOf(chat) };
  return exchange.json(
    200,
    {
      ...head(chat, generation, 'chat.completion'),
      choices: [{ index: 0, message, finish_reason: 'stop', native_finish_reason: 'stop' }],
      usage: usageOf(chat),
    },
    { 'x-generation-id': generation.id },
  );
}

interface Chunk {
  readonly content: string;
  readonly finish?: 'stop' | 'error';
  readonly error?: OpenRouterError;
}

function chunksOf(exchange: Exchange, chat: Chat): readonly Chunk[] {
  const all = piecesOf(answerOf(chat)).map((content) => ({ content }));
  const fault = faultOf(exchange.faults, 'stream_error');
  if (fault === undefined) return [...all, { content: '', finish: 'stop' }];
  const error = errorOf(fault.code);
  return [...all.slice(0, fault.after_chunks), { content: '', finish: 'error', error }];
}

/** Server-sent events, with the comments OpenRouter sends to keep the line open. */
export function streamAnswer(exchange: Exchange, chat: Chat, generation: Generation): void {
  const chunks = chunksOf(exchange, chat);
  const send = (event: object): void => exchange.write(`data: ${JSON.stringify(event)}\n\n`);
  const comment = (): void => exchange.write(': OPENROUTER PROCESSING\n\n');
  exchange.begin(200, {
    'content-type': 'text/event-stream',
    'x-generation-id': generation.id,
  });
  comment();
  for (const { content, finish = null, error } of chunks) {
    const choices = [{ index: 0, delta: { role: 'assistant', content }, finish_reason: finish }];
    const usage = finish === 'stop' && { usage: usageOf(chat) };
    const failure = error !== undefined && { error };
    send({ ...head(chat, generation, 'chat.completion.chunk'), ...failure, choices, ...usage });
    if (finish === null) comment();
  }
  exchange.write('data: [DONE]\n\n');
  exchange.end();
}

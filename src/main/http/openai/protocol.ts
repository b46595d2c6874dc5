import * as z from 'zod';
import { MAX_MAX_TOKENS } from '../../../shared/domain/query.ts';

/** A message's content is a text, or parts of which only text can be used here. */
const contentSchema = z.union([
  z.string(),
  z.array(z.object({ type: z.literal('text'), text: z.string() })),
]);

const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: contentSchema,
});

/** What is used of a chat completion request; other fields are accepted and have no effect. */
export const chatRequestSchema = z.object({
  model: z.string().min(1).max(256),
  messages: z.array(messageSchema).min(1).max(1000),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().min(1).max(MAX_MAX_TOKENS).nullish(),
  max_completion_tokens: z.int().min(1).max(MAX_MAX_TOKENS).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: z.int().min(0).max(4_294_967_295).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]).nullish(),
  n: z.literal(1, { error: 'only one choice per request is supported' }).nullish(),
  tools: z.array(z.unknown()).max(0, 'tools are not supported by this version').nullish(),
  response_format: z
    .object({ type: z.literal('text', { error: 'only plain text is supported by this version' }) })
    .nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

export function plainText(content: z.infer<typeof contentSchema>): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('');
}

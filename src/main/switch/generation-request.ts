import type { AnswerSoFar, GenerationRequest, Prompt } from '../../shared/domain/generation.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import { DEFAULT_MAX_TOKENS, type QueryInput } from '../../shared/domain/query.ts';

/** Of a light model's context, what its question may take; the rest is for marks and the answer. */
const QUESTION_SHARE = 0.75;

/**
 * What the engine is asked to do for a query. A light model knows answers by heart: it writes the
 * most likely words unless the caller says otherwise, and reads the last question alone, because it
 * was taught to answer one, and instructions or earlier turns would only take its small context.
 */
export function generationRequest(
  input: QueryInput,
  model: StoredModel | undefined,
  written: AnswerSoFar,
): GenerationRequest {
  const isLight = (model?.light_model ?? null) !== null;
  return {
    prompt: isLight ? lastQuestion(input, model?.context_length ?? 0) : promptOf(input),
    max_tokens: input.max_tokens ?? DEFAULT_MAX_TOKENS,
    temperature: input.temperature ?? (isLight ? 0 : 0.7),
    top_p: input.top_p ?? 0.95,
    seed: input.seed,
    stop: input.stop ?? [],
    continue_from: written.text === '' ? undefined : written,
  };
}

function promptOf({ messages, query }: QueryInput): Prompt {
  return { kind: 'chat', messages: messages ?? [{ role: 'user', content: query ?? '' }] };
}

function lastQuestion(input: QueryInput, context: number): Prompt {
  const content = askedText(input);
  // A chat without a question has nothing that could be left out.
  if (content === '') return promptOf(input);
  const most = Math.floor(context * QUESTION_SHARE);
  return { kind: 'chat', messages: [{ role: 'user', content: bothEnds(content, most) }] };
}

/**
 * What is left of a character that was cut in two is left out.
 * @param most in bytes, of which a token has at least one: so many bytes fit in as many tokens
 */
function bothEnds(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const half = Math.floor(most / 2);
  const head = bytes
    .subarray(0, half)
    .toString()
    .replace(/\uFFFD+$/, '');
  const tail = bytes
    .subarray(-half)
    .toString()
    .replace(/^\uFFFD+/, '');
  return `${head} … ${tail}`;
}

/** What is asked, as text: of a chat, what the user said last. */
export function askedText(input: QueryInput): string {
  if (input.query !== undefined) return input.query;
  return input.messages?.findLast(({ role }) => role === 'user')?.content ?? '';
}

/** Whether the question is all there is: no instructions, nothing said before. */
export function standsAlone({ messages }: QueryInput): boolean {
  return messages === undefined || messages.length === 1;
}

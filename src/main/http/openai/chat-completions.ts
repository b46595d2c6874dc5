import { randomUUID } from 'node:crypto';
import type { StoredModel } from '../../../shared/domain/model.ts';
import type { FinishReason, QueryAnswer, QueryInput, Usage } from '../../../shared/domain/query.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { preferredModels } from '../../switch/deciding/choosing/preference.ts';
import { type ChatRequest, plainText } from './protocol.ts';

/** Ids and times that all chunks of one answer share. */
export interface Completion {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
}

export function newCompletion(): Completion {
  return { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000) };
}

/** Names that mean "whichever fits best" instead of one model. */
const ANY_MODEL = new Set(['auto', 'default', 'vx11']);

/**
 * The query a chat request stands for. A model named by such a client is never replaced by another.
 * @throws AppError MODEL_NOT_FOUND
 */
export function toQuery(request: ChatRequest, installed: readonly StoredModel[]): QueryInput {
  const wanted = request.model;
  const any = ANY_MODEL.has(wanted.toLowerCase());
  const [found] = preferredModels(installed, wanted);
  if (!any && found === undefined) {
    throw new AppError('MODEL_NOT_FOUND', {
      message: `The model "${wanted}" is not installed. GET /v1/models lists what is; "auto" lets the server choose.`,
      data: { model: wanted },
    });
  }
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  const stop = typeof request.stop === 'string' ? [request.stop] : request.stop;
  return {
    messages: request.messages.map(({ role, content }) => ({
      role: role === 'developer' ? 'system' : role,
      content: plainText(content),
    })),
    ...(found !== undefined && !any && { model_preference: found.id }),
    ...(maxTokens != null && { max_tokens: maxTokens }),
    ...(request.temperature != null && { temperature: request.temperature }),
    ...(request.top_p != null && { top_p: request.top_p }),
    ...(request.seed != null && { seed: request.seed }),
    ...(stop != null && { stop }),
  };
}

/** What the protocol has no field for; its clients pass over what they do not know. */
function extension({ status, model_label, beyond }: QueryAnswer) {
  return { status, model_label, beyond };
}

export function completionBody(completion: Completion, answer: QueryAnswer) {
  return {
    ...completion,
    object: 'chat.completion',
    model: answer.model_used,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.response, refusal: null },
        logprobs: null,
        finish_reason: answer.finish_reason,
      },
    ],
    usage: answer.usage,
    vx11: extension(answer),
  };
}

export function chunkBody(
  completion: Completion,
  model: string,
  delta: { role?: 'assistant'; content?: string },
  finish_reason: FinishReason | null = null,
) {
  return {
    ...completion,
    object: 'chat.completion.chunk',
    model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  };
}

export function lastChunk(completion: Completion, answer: QueryAnswer) {
  const { model_used, finish_reason } = answer;
  return { ...chunkBody(completion, model_used, {}, finish_reason), vx11: extension(answer) };
}

export function usageChunk(completion: Completion, model: string, usage: Usage) {
  return { ...completion, object: 'chat.completion.chunk', model, choices: [], usage };
}

import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppError, toErrorBody } from '../../shared/errors/app-error.ts';
import { isOpenAIPath, openAIError } from './openai/error-body.ts';
import { leaveUnread } from './request-body.ts';

interface FrameworkError {
  readonly code?: string;
  readonly statusCode?: number;
}

function hasCode(caught: unknown): caught is Error & FrameworkError {
  return caught instanceof Error && 'code' in caught;
}

/** What Fastify itself refuses, in the catalogue's terms. */
export function httpError(caught: unknown, bodyLimit: number): AppError {
  if (caught instanceof AppError) return caught;
  if (!hasCode(caught)) {
    if (caught instanceof SyntaxError) return new AppError('MALFORMED_JSON', { cause: caught });
    return new AppError('INTERNAL', { cause: caught });
  }
  switch (caught.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('BODY_TOO_LARGE', {
        message: `The body is larger than ${bodyLimit} bytes, the limit of this server (body_limit).`,
        data: { limit_bytes: bodyLimit },
        cause: caught,
      });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError('UNSUPPORTED_MEDIA_TYPE', { cause: caught });
    case 'FST_ERR_BAD_URL':
      return new AppError('INVALID_INPUT', {
        message: 'The address is not valid: a "%" stands before two hexadecimal digits.',
        cause: caught,
      });
    case undefined:
    default:
      return caught.statusCode === 400
        ? new AppError('MALFORMED_JSON', {
            message: `The body is not valid JSON: ${caught.message}`,
            cause: caught,
          })
        : new AppError('INTERNAL', { cause: caught });
  }
}

/** Errors that say when to come back say it in the header, too. */
function setRetryAfter(reply: FastifyReply, error: AppError): void {
  const after = error.data['retry_after_s'];
  if (typeof after === 'number') reply.header('retry-after', String(after));
}

/** Answers in the form that clients of this address know. */
export function sendError(reply: FastifyReply, error: AppError): FastifyReply {
  setRetryAfter(reply, error);
  leaveUnread(reply.request);
  // Fastify asks to close at once after a body it refuses, and the reset takes the answer with it.
  reply.removeHeader('connection');
  const body = isOpenAIPath(reply.request.url) ? openAIError(error) : toErrorBody(error);
  return reply.code(error.status).send(body);
}

export function answerErrors(app: FastifyInstance, bodyLimit: number): void {
  app.setErrorHandler((caught, request, reply) => {
    const error = httpError(caught, bodyLimit);
    if (error.code === 'INTERNAL') request.log.error({ err: caught }, 'internal error');
    return sendError(reply, error);
  });
  app.setNotFoundHandler((request, reply) => {
    const where = isOpenAIPath(request.url) ? 'GET /v1/models and POST /v1/chat/completions' : '';
    return sendError(
      reply,
      new AppError('NOT_FOUND', {
        message: `There is nothing at ${request.method} ${request.url.split('?')[0]}. ${where === '' ? '/docs lists every operation.' : `There are ${where}.`}`,
      }),
    );
  });
}

import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../shared/errors/app-error.ts';

export function hasBody(headers: IncomingHttpHeaders): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

/** What ends the time limit of a body. */
const limits = new WeakMap<FastifyRequest['raw'], () => void>();

/**
 * A request's body has this long to arrive. Node's own limit would also hold for uploads, which may
 * take minutes.
 */
export function limitBodyTime(app: FastifyInstance, limitMs: number): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (!hasBody(raw.headers)) return;
    const late = setTimeout(() => raw.destroy(), limitMs).unref();
    const stop = (): void => clearTimeout(late);
    limits.set(raw, stop);
    raw.once('end', stop);
    raw.once('close', stop);
  });
}

/** For a handler that has its own limit, once it has decided to read the body. */
export function liftBodyTime({ raw }: FastifyRequest): void {
  limits.get(raw)?.();
}

/** For a client to get to the answer. */
const LINGER_MS = 500;

/**
 * A request is answered before its body was read: the client may go on sending for a moment and is
 * then cut off. Closing at once would reset the connection, and on some systems that throws away
 * the answer before the client has read it (RFC 9112, 9.6).
 */
export function leaveUnread({ raw }: FastifyRequest): void {
  if (raw.complete || raw.destroyed || !hasBody(raw.headers)) return;
  const timer = setTimeout(() => raw.destroy(), LINGER_MS).unref();
  raw.once('end', () => clearTimeout(timer));
  raw.once('close', () => clearTimeout(timer));
  raw.resume();
}

/** JSON bodies; a DELETE may announce one and send none, as some clients always do. */
export function parseJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body !== '') return parse(request, body, done);
      if (request.method === 'DELETE') return done(null, {});
      done(new AppError('MALFORMED_JSON', { message: 'The body is empty; send a JSON object.' }));
    },
  );
}

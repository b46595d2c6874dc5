import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { stringifySetCookie } from 'cookie';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../shared/errors/app-error.ts';
import { type ConsoleSessions, SESSION_SECONDS } from '../core/access/console-ticket.ts';
import { LOGIN_PATH, sessionCookie } from './identify.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function ticketOf(query: unknown): string {
  const ticket =
    typeof query === 'object' && query !== null && 'ticket' in query ? query.ticket : undefined;
  if (typeof ticket !== 'string') throw new AppError('TICKET_INVALID');
  return ticket;
}

/** The console's files, and the one-time link that opens its session. */
export async function serveConsole(
  app: FastifyInstance,
  root: string,
  sessions: ConsoleSessions,
): Promise<void> {
  app.get(LOGIN_PATH, async (request, reply) => {
    const session = await sessions.redeem(ticketOf(request.query));
    const cookie = stringifySetCookie({
      name: sessionCookie(request.raw),
      value: session,
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: SESSION_SECONDS,
    });
    return reply
      .header('set-cookie', cookie)
      .header('cache-control', 'no-store')
      .redirect('/console/', 303);
  });
  if (!existsSync(join(root, 'index.html'))) return;
  await app.register(fastifyStatic, {
    root,
    prefix: '/console/',
    decorateReply: false,
    setHeaders: (reply) => {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
    },
  });
  app.get('/console', (_request, reply) => reply.redirect('/console/', 308));
}

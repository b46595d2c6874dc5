import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What a page may read beside the body. */
const EXPOSED = 'x-vx11-query-id, retry-after';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** Seconds for which a browser remembers the answer to a preflight. */
const REMEMBER_S = 600;

function preflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { headers } = request;
  const asked = headers['access-control-request-headers'];
  if (asked !== undefined) reply.header('access-control-allow-headers', asked);
  // Chrome asks before a page of another network may reach this machine.
  if (headers['access-control-request-private-network'] === 'true') {
    reply.header('access-control-allow-private-network', 'true');
  }
  return reply
    .header('access-control-allow-methods', METHODS)
    .header('access-control-max-age', String(REMEMBER_S))
    .code(204)
    .send();
}

/**
 * Lets pages of exactly these origins read answers. Never of any origin, and never with the cookie:
 * such a page is a module and brings its own token. Comes before the doors, so that a page can also
 * read why they refused it, and before callers are identified: a preflight carries no token.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async ({ headers: { origin } }, { raw }) => {
    raw.setHeader('vary', 'Origin');
    if (origin === undefined || !origins.includes(origin)) return;
    // Straight onto the response: an event stream that is written by hand needs them, too.
    raw.setHeader('access-control-allow-origin', origin);
    raw.setHeader('access-control-expose-headers', EXPOSED);
  });
}

/** What a page may send is asked beforehand by its browser. Comes after the doors. */
export function answerPreflights(app: FastifyInstance, origins: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin, 'access-control-request-method': method } = request.headers;
    if (request.method !== 'OPTIONS' || method === undefined) return;
    if (origin !== undefined && origins.includes(origin)) return preflight(request, reply);
  });
}

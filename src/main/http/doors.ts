import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../shared/errors/app-error.ts';
import { UPLOAD_PATH, UPLOAD_TYPE } from '../../shared/upload.ts';
import { hasBody } from './request-body.ts';

export interface DoorRules {
  /** Names the Host header may carry, without port, besides the loopback names. */
  readonly allowedHosts: readonly string[];
  /** Foreign web origins that may call. */
  readonly allowedOrigins: readonly string[];
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** "localhost:8080" → "localhost", "[::1]:8080" → "[::1]"; undefined when it is no host. */
function hostName(header: string | undefined): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[^:/@\s]+)(?::\d{1,5})?$/i.exec(header ?? '')?.[1]?.toLowerCase();
}

/**
 * A page of another site can make a browser call this server under a name that resolves here (DNS
 * rebinding). Its Host header then carries that foreign name.
 */
function checkHost(header: string | undefined, rules: DoorRules): void {
  const name = hostName(header);
  if (name !== undefined && [...LOOPBACK_NAMES, ...rules.allowedHosts].includes(name)) return;
  throw new AppError('FOREIGN_HOST', {
    message: `The Host header "${header ?? ''}" does not name this server. Use 127.0.0.1 or localhost, or add the name to allowed_hosts.`,
    data: { host: header ?? null },
  });
}

/** Browsers add Origin to what pages send; same origin is our own console. */
function checkOrigin(headers: IncomingHttpHeaders, rules: DoorRules): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const mode = headers['sec-fetch-mode'];
  const own =
    origin === `http://${host}` || (origin !== undefined && rules.allowedOrigins.includes(origin));
  const foreignFetch = origin === undefined && site === 'cross-site' && mode !== 'navigate';
  if (origin === undefined ? !foreignFetch : own) return;
  throw new AppError('FOREIGN_ORIGIN', {
    message: `Requests from the web page ${origin ?? 'of another site'} are refused. Add its origin to allowed_origins if you trust it.`,
    data: { origin: origin ?? null },
  });
}

/** Forms can only send urlencoded, multipart or plain text; JSON and uploads they cannot. */
function checkMediaType({ headers, routeOptions }: FastifyRequest): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (!hasBody(headers) && type === undefined) return;
  const isUpload = routeOptions.url === UPLOAD_PATH; // Its only route is POST.
  if (type === (isUpload ? UPLOAD_TYPE : 'application/json')) return;
  throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
    ...(isUpload && { message: `Send the file as it is, as "content-type: ${UPLOAD_TYPE}".` }),
    data: { content_type: type ?? null },
  });
}

export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** Decides who is let in at all, before anything of the request is read. */
export function guardDoors(app: FastifyInstance, rules: DoorRules): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    checkHost(request.headers.host, rules);
    checkOrigin(request.headers, rules);
    checkMediaType(request);
  });
}

/** The same for a WebSocket, which browsers let any page open: only the Origin gives it away. */
export function guardUpgrade(request: IncomingMessage, rules: DoorRules): void {
  checkHost(request.headers.host, rules);
  checkOrigin(request.headers, rules);
}

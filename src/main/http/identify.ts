import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../shared/errors/app-error.ts';
import { ANONYMOUS, type Caller, CONSOLE, STRANGER, tokenCaller } from '../core/access/caller.ts';
import type { ConsoleSessions } from '../core/access/console-ticket.ts';
import type { Keyring } from '../core/access/keyring.ts';
import { isTokenShaped, verifyToken } from '../core/access/tokens.ts';

export const LOGIN_PATH = '/console/login';

/** A browser sends cookies to every port of a host: products side by side need one each. */
export const sessionCookie = ({ socket }: IncomingMessage): string =>
  `vx11_session_${socket.localPort}`;

export interface IdentifyParts {
  readonly keyring: Keyring;
  readonly sessions: ConsoleSessions;
}

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address);

function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** A WebSocket of a browser cannot set headers: it may carry the token as a subprotocol. */
function protocolToken(request: IncomingMessage): string | undefined {
  const offered = request.headers['sec-websocket-protocol']?.split(',') ?? [];
  return offered.map((name) => name.trim()).find(isTokenShaped);
}

/** A page of another origin never acts as the console, even if the browser sends it the cookie. */
function sessionOf(request: IncomingMessage): string | undefined {
  const { cookie, host, origin } = request.headers;
  if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== host) return undefined;
  return parseCookie(cookie ?? '')[sessionCookie(request)];
}

interface Leniency {
  /** OpenAI clients always send some key: one that is not a token of ours is no error to them. */
  readonly lenient: boolean;
}

/**
 * Who sends this request: the holder of a token, the console's session, or nobody known.
 * @throws AppError UNAUTHORIZED for a token that is wrong
 */
export async function identify(
  request: IncomingMessage,
  { keyring, sessions }: IdentifyParts,
  { lenient }: Leniency,
): Promise<Caller> {
  const token = bearer(request) ?? protocolToken(request);
  if (token !== undefined) {
    if (isTokenShaped(token)) return tokenCaller(await verifyToken(keyring, token));
    if (!lenient) {
      throw new AppError('UNAUTHORIZED', {
        message:
          'The Authorization header holds no token of this server. Make one with "vx11 token create --scope …", or leave the header out.',
      });
    }
  }
  const session = sessionOf(request);
  if (session !== undefined && (await sessions.isSession(session))) return CONSOLE;
  return isLoopback(request.socket.remoteAddress) ? ANONYMOUS : STRANGER;
}

/** What may be asked from another machine without a token: is it up, and the way to a session. */
const OPEN_TO_STRANGERS: ReadonlySet<string> = new Set(['/health', LOGIN_PATH]);

/** @throws AppError UNAUTHORIZED from another machine without a token */
export function refuseStrangers(caller: Caller, url: string | undefined): void {
  if (caller !== STRANGER || OPEN_TO_STRANGERS.has(url?.split('?')[0] ?? '')) return;
  throw new AppError('UNAUTHORIZED', {
    message:
      'From another machine everything but /health needs a token. Make one there with "vx11 token create --scope …" and send it as "Authorization: Bearer …".',
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler runs. */
    caller: Caller;
  }
}

/** Finds out who calls, once, for every route. */
export function identifyCallers(app: FastifyInstance, parts: IdentifyParts): void {
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request) => {
    const lenient = request.url.startsWith('/v1/');
    request.caller = await identify(request.raw, parts, { lenient });
    refuseStrangers(request.caller, request.url);
  });
}

import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import { AppError } from '../../shared/errors/app-error.ts';
import { ANONYMOUS, type Caller, CONSOLE, STRANGER, tokenCaller } from '../core/access/caller.ts';
import type { ConsoleSessions } from '../core/access/console-ticket.ts';
import type { Keyring } from '../core/access/keyring.ts';
import { isTokenShaped, verifyToken } from '../core/access/tokens.ts';

export const SESSION_COOKIE = 'vx11_session';

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

/**
 * Who sends this request: the holder of a token, the console's session, or nobody known.
 * @param lenient OpenAI clients always send some key: one that is not a token of ours is no error
 * @throws AppError UNAUTHORIZED for a token that is wrong
 */
export async function identify(
  request: IncomingMessage,
  { keyring, sessions }: IdentifyParts,
  { lenient }: { lenient: boolean },
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
  const session = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE];
  if (session !== undefined && (await sessions.isSession(session))) return CONSOLE;
  return isLoopback(request.socket.remoteAddress) ? ANONYMOUS : STRANGER;
}

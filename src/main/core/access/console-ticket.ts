import { jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Keyring } from './keyring.ts';
import { signingKey } from './tokens.ts';

const TICKET_AUDIENCE = 'vx11-console-ticket';
const SESSION_AUDIENCE = 'vx11-console-session';

const TICKET_SECONDS = 15 * 60;
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

async function sign(keyring: Keyring, audience: string, lifetime: number): Promise<string> {
  const [key] = keyring.signing;
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256', kid: key.kid })
    .setAudience(audience)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${lifetime} seconds`)
    .sign(key.secret);
}

/** Signed with the home's key, so `vx11 console` can make one without asking the server. */
export function createTicket(keyring: Keyring): Promise<string> {
  return sign(keyring, TICKET_AUDIENCE, TICKET_SECONDS);
}

/** Keeps small values beyond the life of this process. */
export interface TicketMemory {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

const USED_TICKETS = 'console.used_tickets';
/** Used tickets and when they expire anyway, in seconds since 1970. */
const usedSchema = z.record(z.string(), z.number()).catch({});

/** Exchanges one-time tickets for console sessions. */
export class ConsoleSessions {
  readonly #keyring: Keyring;
  readonly #memory: TicketMemory;

  /** @param memory a ticket that was used stays used after a restart */
  constructor(keyring: Keyring, memory: TicketMemory) {
    this.#keyring = keyring;
    this.#memory = memory;
  }

  /**
   * @returns the session for the cookie
   * @throws AppError TICKET_INVALID for a ticket that is forged, too old or already used
   */
  async redeem(ticket: string): Promise<string> {
    const { jti, exp } = await this.#verify(ticket, TICKET_AUDIENCE);
    const used = usedSchema.parse(this.#memory.get(USED_TICKETS));
    if (Object.hasOwn(used, jti)) throw new AppError('TICKET_INVALID');
    this.#memory.set(USED_TICKETS, { ...notExpired(used), [jti]: exp });
    return sign(this.#keyring, SESSION_AUDIENCE, SESSION_SECONDS);
  }

  async isSession(value: string): Promise<boolean> {
    try {
      await this.#verify(value, SESSION_AUDIENCE);
      return true;
    } catch {
      return false;
    }
  }

  async #verify(token: string, audience: string): Promise<{ jti: string; exp: number }> {
    try {
      const { payload } = await jwtVerify(token, signingKey(this.#keyring, token), {
        algorithms: ['HS256'],
        audience,
        requiredClaims: ['jti', 'exp'],
      });
      return { jti: String(payload.jti), exp: Number(payload.exp) };
    } catch (caught) {
      throw new AppError('TICKET_INVALID', { cause: caught });
    }
  }
}

function notExpired(used: Readonly<Record<string, number>>): Record<string, number> {
  const now = Date.now() / 1000;
  return Object.fromEntries(Object.entries(used).filter(([, exp]) => exp >= now));
}

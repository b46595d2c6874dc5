import { type EpochMs, epochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

const FIELD = /"\w+"\s*;\s*r\s*=\s*(\d+)\s*;\s*t\s*=\s*(\d+)/;
/** Where a hub refuses without saying for how long. */
const USUAL_WAIT_S = 60;
/** A header that says more is a mistake; nobody shall wait for days on its word. */
const LONGEST_WAIT_S = 3600;

const bounded = (seconds: number): number => Math.min(LONGEST_WAIT_S, Math.max(1, seconds));

/** `RateLimit: "api";r=0;t=55`: how long nothing more is taken; undefined while there is a rest. */
function waitOfRateLimit(header: string | null): number | undefined {
  const [, rest, seconds] = FIELD.exec(header ?? '') ?? [];
  return rest !== undefined && Number(rest) === 0 ? Number(seconds) : undefined;
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). */
function waitOfRetryAfter(header: string | null, now: EpochMs): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.ceil(seconds);
}

/**
 * How long a hub wants to be left alone after this answer, seconds; undefined: it does not.
 * @param refused the answer was a 429, which counts also without a word about time
 */
export function waitAfter(headers: Headers, refused: boolean, now: EpochMs): number | undefined {
  const told = waitOfRateLimit(headers.get('ratelimit'));
  if (!refused) return told === undefined ? undefined : bounded(told);
  return bounded(told ?? waitOfRetryAfter(headers.get('retry-after'), now) ?? USUAL_WAIT_S);
}

/** Keeps a hub from being asked again before the time it named. */
export class RateGate {
  readonly #host: string;
  readonly #now: () => EpochMs;
  #closedUntil = epochMs(0);

  constructor(host: string, now: () => EpochMs) {
    this.#host = host;
    this.#now = now;
  }

  /** @throws AppError HUB_RATE_LIMITED */
  pass(): void {
    const seconds = Math.ceil((this.#closedUntil - this.#now()) / 1000);
    if (seconds <= 0) return;
    throw new AppError('HUB_RATE_LIMITED', {
      message: `${this.#host} takes no more requests for ${seconds} s. Wait, or store a token: with one it takes more.`,
      data: { host: this.#host, retry_after_s: seconds },
    });
  }

  /** @throws AppError HUB_RATE_LIMITED when the answer was one */
  heed(headers: Headers, refused: boolean): void {
    const wait = waitAfter(headers, refused, this.#now());
    if (wait !== undefined) this.#closedUntil = epochMs(this.#now() + wait * 1000);
    if (refused) this.pass();
  }
}

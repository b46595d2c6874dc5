import type { Exchange } from '../http/exchange.ts';
import { type Limit, RateWindow } from '../http/rate-window.ts';
import type { Caller } from './access.ts';
import { nameOf } from './access.ts';

export type Bucket = 'api' | 'resolvers' | 'pages';
export type Limits = Readonly<Record<Bucket, Limit>>;

const WINDOW_S = 300;

function limits(api: number, resolvers: number, pages: number): Limits {
  const limit = (quota: number): Limit => ({ quota, window_s: WINDOW_S });
  return { api: limit(api), resolvers: limit(resolvers), pages: limit(pages) };
}

/** docs/hub/rate-limits.md */
const ANONYMOUS = limits(500, 3000, 100);
const ACCOUNT = limits(1000, 5000, 200);

export function bucketOf(path: string): Bucket {
  if (path.startsWith('/api/resolve-cache/') || path.includes('/resolve/')) return 'resolvers';
  return path.startsWith('/api/') ? 'api' : 'pages';
}

/** What each caller has left; every answer says it. */
export class Quotas {
  readonly #window: RateWindow;
  #changed: Partial<Limits> = {};

  constructor(now: () => number) {
    this.#window = new RateWindow(now);
  }

  /** Another quota for everybody, from a new window on. */
  set(bucket: Bucket, limit: Limit): void {
    this.#changed = { ...this.#changed, [bucket]: limit };
    this.#window.reset();
  }

  /** @returns whether the request may go on */
  spend(exchange: Exchange, caller: Caller): boolean {
    const bucket = bucketOf(exchange.url.pathname);
    const usual = caller.kind === 'account' ? ACCOUNT : ANONYMOUS;
    const limit = this.#changed[bucket] ?? usual[bucket];
    const spent = this.#window.spend(`${bucket} ${nameOf(caller)}`, limit);
    exchange.setHeaders({
      ratelimit: `"${bucket}";r=${spent.remaining};t=${spent.reset_s}`,
      'ratelimit-policy': `"fixed window";"${bucket}";q=${limit.quota};w=${limit.window_s}`,
    });
    return !spent.refused;
  }
}

export interface Limit {
  /** Requests in one window. */
  readonly quota: number;
  readonly window_s: number;
}

export interface Spent {
  readonly refused: boolean;
  readonly remaining: number;
  /** Until the window ends. */
  readonly reset_s: number;
}

/** A fixed window: so many requests for each caller, then none until the next one begins. */
export class RateWindow {
  readonly #now: () => number;
  readonly #callers = new Map<string, { readonly startMs: number; used: number }>();

  /** @param now in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  spend(caller: string, { quota, window_s }: Limit): Spent {
    const windowMs = window_s * 1000;
    const now = this.#now();
    let window = this.#callers.get(caller);
    if (window === undefined || now >= window.startMs + windowMs) {
      window = { startMs: now, used: 0 };
      this.#callers.set(caller, window);
    }
    window.used += 1;
    return {
      refused: window.used > quota,
      remaining: Math.max(0, quota - window.used),
      reset_s: Math.ceil((window.startMs + windowMs - now) / 1000),
    };
  }

  reset(): void {
    this.#callers.clear();
  }
}

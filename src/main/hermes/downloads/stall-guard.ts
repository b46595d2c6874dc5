import type { Milliseconds } from '../../../shared/domain/units.ts';
import { misbehaved } from './setback.ts';

/** Gives a connection up when nothing has come over it for a while, or when somebody else does. */
export class StallGuard {
  readonly signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;

  constructor(limit: Milliseconds, outer?: AbortSignal) {
    const stalled = new AbortController();
    this.signal = AbortSignal.any([stalled.signal, ...(outer === undefined ? [] : [outer])]);
    this.#timer = setTimeout(() => stalled.abort(misbehaved('stopped sending')), limit);
  }

  /** Something came. */
  alive(): void {
    this.#timer.refresh();
  }

  done(): void {
    clearTimeout(this.#timer);
  }
}

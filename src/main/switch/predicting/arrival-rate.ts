import type { EpochMs, Milliseconds } from '../../../shared/domain/units.ts';

/** Arrivals count e^(−age ÷ this): about those of the last minute, two windows of prediction. */
const MEMORY_MS = 60_000;
/** Of less than this nothing can be said: one arrival a moment ago is no thousand per second. */
const LEAST_OBSERVED_MS = 30_000;

/** As plain JSON. */
export interface ArrivalRateState {
  readonly first: EpochMs;
  readonly last: EpochMs;
  /** The arrivals up to the last one, each weighed by its age then. */
  readonly weight: number;
}

/** How often anything is asked. While nobody asks, it falls. */
export class ArrivalRate {
  #state: ArrivalRateState | null;

  constructor(state: ArrivalRateState | null = null) {
    this.#state = state;
  }

  observe(at: EpochMs): void {
    const before = this.#state;
    // A clock that was set back says nothing of what came before: the count begins anew.
    this.#state =
      before === null || at < before.last
        ? { first: at, last: at, weight: 1 }
        : { first: before.first, last: at, weight: faded(before, at) + 1 };
  }

  /** How many are to be expected within the window from now: rate × window. */
  expected(window: Milliseconds, now: EpochMs): number {
    if (this.#state === null) return 0;
    const observed = MEMORY_MS * (1 - Math.exp(-elapsed(this.#state.first, now) / MEMORY_MS));
    const rate = faded(this.#state, now) / Math.max(observed, LEAST_OBSERVED_MS);
    return rate * window;
  }

  state(): ArrivalRateState | null {
    return this.#state;
  }
}

const elapsed = (from: EpochMs, to: EpochMs): number => Math.max(0, to - from);

const faded = ({ weight, last }: ArrivalRateState, now: EpochMs): number =>
  weight * Math.exp(-elapsed(last, now) / MEMORY_MS);

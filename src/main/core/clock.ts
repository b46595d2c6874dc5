import { type EpochMs, epochMs, type Milliseconds } from '../../shared/domain/units.ts';

/** The real time. Tests pass one of their own. */
export const systemClock = {
  now: (): EpochMs => epochMs(Date.now()),
  /** @returns a function that calls it off */
  after(delay: Milliseconds, run: () => void): () => void {
    const timer = setTimeout(run, delay);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

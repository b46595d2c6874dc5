import { type EpochMs, milliseconds } from '../../shared/domain/units.ts';
import type { Clock } from './ports.ts';

/** Rings once, at the time it was set to last. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #callOff: (() => void) | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /**
   * @param times null: never
   * @param now read before the times were reckoned: one that comes meanwhile must not be missed
   */
  setToFirst(times: readonly (EpochMs | null)[], now: EpochMs): void {
    this.callOff();
    const next = Math.min(...times.map((time) => time ?? Infinity));
    if (next === Infinity) return;
    this.#callOff = this.#clock.after(milliseconds(next - now), this.#ring);
  }

  callOff(): void {
    this.#callOff?.();
    this.#callOff = undefined;
  }
}

import type { Milliseconds } from '../../../shared/domain/units.ts';
import type { EngineTimer } from '../engine-parts.ts';

/** Time that passes only when the test says so. */
export class ManualTimer implements EngineTimer {
  #now = 0;
  #alarms: { at: number; run: () => void }[] = [];

  after(delay: Milliseconds, run: () => void): () => void {
    const alarm = { at: this.#now + delay, run };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Alarms of the way are rung in order, also those set meanwhile. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#alarms.toSorted((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#alarms = this.#alarms.filter((other) => other !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }

  get waiting(): number {
    return this.#alarms.length;
  }
}

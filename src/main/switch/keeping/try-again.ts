import { milliseconds } from '../../../shared/domain/units.ts';
import type { Clock } from '../ports.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

/** Repeats work that fails, with pauses that double, until it succeeds or nobody may wait longer. */
export class TryAgain {
  readonly #clock: Clock;
  readonly #pauses = new Set<() => void>();
  #hurried = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get hurried(): boolean {
    return this.#hurried;
  }

  /** What pauses is tried once more, now; from here on a failure is final. */
  hurry(): void {
    this.#hurried = true;
    for (const end of this.#pauses) end();
  }

  /**
   * @param onFailure told of each failure and how many there were
   * @throws what the work failed with, once hurried
   */
  async run(
    work: () => Promise<void>,
    onFailure: (caught: unknown, failures: number) => void,
  ): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      const last = this.#hurried;
      try {
        return await work();
      } catch (caught) {
        onFailure(caught, failures);
        if (last) throw caught;
      }
      await this.#pause(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS));
    }
  }

  async #pause(delay: number): Promise<void> {
    if (this.#hurried) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pauses.add(resolve);
    const callOff = this.#clock.after(milliseconds(delay), resolve);
    await promise;
    callOff();
    this.#pauses.delete(resolve);
  }
}

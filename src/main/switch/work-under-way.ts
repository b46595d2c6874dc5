/** Steps that have begun and not ended. */
export class WorkUnderWay {
  readonly #log: { warn(facts: object, message: string): void };
  readonly #onEnd: () => void;
  readonly #steps = new Set<Promise<void>>();

  /** @param onEnd told after each step: what it changed is to be looked at */
  constructor(log: { warn(facts: object, message: string): void }, onEnd: () => void) {
    this.#log = log;
    this.#onEnd = onEnd;
  }

  /** A step that a shutdown waits for. */
  track(step: Promise<void>): void {
    const tracked = this.#guarded(step).finally(() => this.#steps.delete(tracked));
    this.#steps.add(tracked);
  }

  /** One that it does not wait for. */
  letGo(step: Promise<void>): void {
    void this.#guarded(step);
  }

  /** Resolves when no step is left, nor any that these have begun. */
  async end(): Promise<void> {
    while (this.#steps.size > 0) await Promise.all(this.#steps);
  }

  /** Never rejects: a step that fails is one query's trouble. */
  async #guarded(step: Promise<void>): Promise<void> {
    try {
      await step;
    } catch (caught) {
      this.#log.warn({ err: caught }, 'a step of the switch failed');
    }
    this.#onEnd();
  }
}

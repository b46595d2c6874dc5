/** 25 messages a second look as smooth as any number. */
const BEAT_MS = 40;

/**
 * Lets those who have something to send do so together. Each message wakes the engine's process and
 * a client's; where they share the cores with the computing threads, those lose their places and
 * wait for each other, which costs far more than the message (two cores, four answers side by side:
 * half of the speed).
 */
export class Beat {
  readonly #due = new Set<() => void>();
  #counting = false;

  /** Runs it at the next beat; once, however often it asks before. */
  next(run: () => void): void {
    if (!this.#counting) setTimeout(() => this.#strike(), BEAT_MS);
    this.#counting = true;
    this.#due.add(run);
  }

  callOff(run: () => void): void {
    this.#due.delete(run);
  }

  #strike(): void {
    this.#counting = false;
    const due = [...this.#due];
    this.#due.clear();
    for (const run of due) run();
  }
}

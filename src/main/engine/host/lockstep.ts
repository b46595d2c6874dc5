/**
 * Keeps the answers of one model in step. The library starts its next batch as soon as any answer
 * asks for a token, which has two bad ends: the answer sampled last misses every batch (three of
 * four get in), and, because a batch is then always waiting, the context is never unlocked and a
 * new prompt that must clear its slot waits until all other answers are over. So each answer waits
 * here after its token until the others have theirs, which costs nothing: they came out of the
 * same batch.
 */
export class Lockstep {
  #members = 0;
  #holds = 0;
  #waiting: (() => void)[] = [];

  /** From an answer's first token on; a prompt still being computed makes nobody wait. */
  join(): void {
    this.#members += 1;
  }

  leave(): void {
    this.#members -= 1;
    this.#releaseIfComplete();
  }

  /** Resolves when every member has its token. */
  async step(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    this.#releaseIfComplete();
    await promise;
  }

  /** Runs something that needs the context to itself, between two batches. */
  async between<Result>(action: () => Promise<Result>): Promise<Result> {
    this.#holds += 1;
    try {
      return await action();
    } finally {
      this.#holds -= 1;
      this.#releaseIfComplete();
    }
  }

  #releaseIfComplete(): void {
    if (this.#holds > 0 || this.#waiting.length < this.#members) return;
    const released = this.#waiting;
    this.#waiting = [];
    for (const go of released) go();
  }
}

/**
 * Keeps the answers of one model in step. The library starts its next batch as soon as any answer
 * asks for a token, which has two bad ends: the answer sampled last misses every batch (three of
 * four get in), and, because a batch is then always waiting, the context is never unlocked and a
 * new prompt that must clear its slot waits until all other answers are over. So each answer waits
 * here after its token until the others have theirs, which costs nothing: they came out of the
 * same batch.
 *
 * They go on in the order of their places: llama.cpp computes in one pass only what stands in the
 * batch with consecutive rising sequence numbers. In any other order a batch of four costs two to
 * four passes, each nearly as long as the whole.
 */
export class Lockstep {
  #members = 0;
  #holds = 0;
  #waiting: { readonly place: number; readonly go: () => void }[] = [];

  /** From an answer's first token on; a prompt still being computed makes nobody wait. */
  join(): void {
    this.#members += 1;
  }

  leave(): void {
    this.#members -= 1;
    this.#releaseIfComplete();
  }

  /**
   * Resolves when every member has its token.
   * @param place the number of the member's sequence
   */
  async step(place: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ place, go: resolve });
    // Not in this turn: whoever came last must await like the others, or it would go on after them.
    queueMicrotask(() => this.#releaseIfComplete());
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
    const released = this.#waiting.toSorted((a, b) => a.place - b.place);
    this.#waiting = [];
    for (const { go } of released) go();
  }
}

import type { ModelId } from '../../../shared/domain/ids.ts';

/** What an operator wants of single models until it is done: that they come, or that they leave. */
export class Wishes {
  /** In the order in which they were asked for. */
  readonly #called = new Set<ModelId>();
  readonly #released = new Set<ModelId>();

  get called(): Iterable<ModelId> {
    return this.#called;
  }

  get released(): ReadonlySet<ModelId> {
    return this.#released;
  }

  call(id: ModelId): void {
    this.#released.delete(id);
    this.#called.add(id);
  }

  release(id: ModelId): void {
    this.#called.delete(id);
    this.#released.add(id);
  }

  /** It shall stay where it is. */
  keep(id: ModelId): void {
    this.#released.delete(id);
  }

  /** It is there, or cannot be brought. */
  answered(id: ModelId): void {
    this.#called.delete(id);
  }

  /** A model that has left may come back. */
  left(isThere: (id: ModelId) => boolean): void {
    for (const id of this.#released) if (!isThere(id)) this.#released.delete(id);
  }
}

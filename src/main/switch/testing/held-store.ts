import type { QueryId } from '../../../shared/domain/ids.ts';
import type { AppError } from '../../../shared/errors/app-error.ts';
import type { NewQuery, QueryStorePort } from '../ports.ts';

type Write = 'insert' | 'begin' | 'requeue' | 'putBack' | 'move' | 'finish';

/** A real store whose writes the test can hold back or make fail. */
export class HeldStore implements QueryStorePort {
  /** Writes that end with this error instead of being done. */
  readonly failures = new Map<Write, AppError>();
  readonly #real: QueryStorePort;
  readonly #held = new Map<Write, Promise<void>>();

  constructor(real: QueryStorePort) {
    this.#real = real;
  }

  /** @returns what lets the writes of this kind through */
  hold(write: Write): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(write, promise);
    return resolve;
  }

  insert(query: NewQuery) {
    return this.#do('insert', () => this.#real.insert(query));
  }
  begin(...args: Parameters<QueryStorePort['begin']>) {
    return this.#do('begin', () => this.#real.begin(...args));
  }
  requeue(id: QueryId) {
    return this.#do('requeue', () => this.#real.requeue(id));
  }
  move(...args: Parameters<QueryStorePort['move']>) {
    return this.#do('move', () => this.#real.move(...args));
  }
  putBack(...args: Parameters<QueryStorePort['putBack']>) {
    return this.#do('putBack', () => this.#real.putBack(...args));
  }
  finish(...args: Parameters<QueryStorePort['finish']>) {
    return this.#do('finish', () => this.#real.finish(...args));
  }
  get(id: QueryId) {
    return this.#real.get(id);
  }
  list(...args: Parameters<QueryStorePort['list']>) {
    return this.#real.list(...args);
  }
  count(...args: Parameters<QueryStorePort['count']>) {
    return this.#real.count(...args);
  }
  unfinished() {
    return this.#real.unfinished();
  }
  findByKey(...args: Parameters<QueryStorePort['findByKey']>) {
    return this.#real.findByKey(...args);
  }

  async #do(write: Write, run: () => Promise<void>): Promise<void> {
    const held = this.#held.get(write);
    if (held !== undefined) await held;
    const failure = this.failures.get(write);
    if (failure !== undefined) throw failure;
    await run();
  }
}

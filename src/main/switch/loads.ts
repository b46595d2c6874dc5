import type { LoadTarget } from '../../shared/domain/generation.ts';
import { toAppError } from '../../shared/errors/app-error.ts';
import type { EnginePort } from './ports.ts';

/**
 * Loads that do not fit at first. The engine counts what a load under way will take in full, also
 * what it has taken already, so a model can be refused that fits once the others have arrived.
 */
export class Loads {
  readonly #engine: Pick<EnginePort, 'load'>;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(engine: Pick<EnginePort, 'load'>) {
    this.#engine = engine;
  }

  /**
   * @param makeRoom unloads a model that does nothing; false when there is none
   * @param signal nothing more is tried once it has aborted
   * @throws AppError what `EnginePort.load` says; OUT_OF_MEMORY when nothing is left to wait for
   */
  async load(
    target: LoadTarget,
    makeRoom: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      try {
        return await this.#tracked(target);
      } catch (caught) {
        if (toAppError(caught).code !== 'OUT_OF_MEMORY') throw caught;
        const room = this.#underWay.size > 0 ? await this.#oneArrives() : await makeRoom();
        if (!room) throw caught;
      }
    }
  }

  async #tracked(target: LoadTarget): Promise<void> {
    const load = this.#engine.load(target);
    this.#underWay.add(load);
    try {
      await load;
    } finally {
      this.#underWay.delete(load);
    }
  }

  async #oneArrives(): Promise<true> {
    const ends = [...this.#underWay].map((load) => load.catch(() => undefined));
    await Promise.race(ends);
    return true;
  }
}

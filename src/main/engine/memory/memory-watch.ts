import type { LoadTarget, ResidentMemory } from '../../../shared/domain/generation.ts';
import type { Planned } from './choose-plan.ts';
import { type HeldMemory, type Measured, measuredNeed } from './held.ts';

/** Buffers are touched when they are first needed: by then they have been. */
const ANSWERS_UNTIL_SETTLED = 4;

/**
 * What one process holds: after loading and after each of its first answers. The last of these
 * measurements is what the load has taught.
 */
export class MemoryWatch {
  readonly #target: LoadTarget;
  readonly #planned: Planned;
  readonly #ask: () => void;
  readonly #learn: (measured: Measured) => void;
  #answers = 0;
  #measured: Measured | null = null;
  #taught = false;

  /** @param ask makes the process say what it holds */
  constructor(
    target: LoadTarget,
    planned: Planned,
    ask: () => void,
    learn: (measured: Measured) => void,
  ) {
    this.#target = target;
    this.#planned = planned;
    this.#ask = ask;
    this.#learn = learn;
  }

  view(): ResidentMemory {
    return {
      context_limit: this.#planned.context_limit,
      estimated: this.#planned.need,
      measured_bytes: this.#measured?.total ?? null,
    };
  }

  loaded(): void {
    this.#ask();
  }

  answered(): void {
    if (this.#answers >= ANSWERS_UNTIL_SETTLED) return;
    this.#answers += 1;
    this.#ask();
  }

  held(held: HeldMemory): void {
    this.#measured = measuredNeed(this.#target.shape, this.#planned.need, held);
    if (this.#answers >= ANSWERS_UNTIL_SETTLED) this.#teach();
  }

  /** The process is gone; one that never answered has not shown what it needs. */
  gone(): void {
    if (this.#answers > 0) this.#teach();
  }

  #teach(): void {
    if (this.#taught || this.#measured === null) return;
    this.#taught = true;
    this.#learn(this.#measured);
  }
}

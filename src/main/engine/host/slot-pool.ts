import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import { chooseSlot } from './choose-slot.ts';
import { aborted, throwIfAborted } from './host-failure.ts';

/** A place in which one answer is written. */
export interface Slot {
  /** The number of its sequence in the context. */
  readonly place: number;
  readonly sequence: LlamaContextSequence;
}

/** The places in which answers are written side by side. */
export class SlotPool {
  /** The one used last goes first. */
  #free: readonly Slot[];
  readonly #busy = new Set<Slot>();
  readonly #waiting: ((slot: Slot) => void)[] = [];

  constructor(context: LlamaContext) {
    // A fresh context numbers its sequences from 0.
    this.#free = Array.from({ length: context.totalSequences }, (_, place) => {
      return { place, sequence: context.getSequence() };
    });
  }

  /** @throws HostFailure aborted */
  async take(tokens: readonly Token[], signal: AbortSignal): Promise<Slot> {
    throwIfAborted(signal);
    const slot = this.#best(tokens) ?? (await this.#next(signal));
    this.#free = this.#free.filter((one) => one !== slot);
    this.#busy.add(slot);
    return slot;
  }

  release(slot: Slot): void {
    this.#busy.delete(slot);
    const next = this.#waiting.shift();
    if (next === undefined) this.#free = [slot, ...this.#free];
    else next(slot);
  }

  #best(tokens: readonly Token[]): Slot | undefined {
    const busy = new Set([...this.#busy].map(({ place }) => place));
    const free = this.#free.map((slot) => {
      return { slot, place: slot.place, held: slot.sequence.contextTokens };
    });
    return chooseSlot(free, busy, tokens)?.slot;
  }

  /** First come, first served. */
  #next(signal: AbortSignal): Promise<Slot> {
    const { promise, resolve, reject } = Promise.withResolvers<Slot>();
    const onAbort = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(serve), 1);
      reject(aborted());
    };
    const serve = (slot: Slot): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(slot);
    };
    this.#waiting.push(serve);
    signal.addEventListener('abort', onAbort, { once: true });
    return promise;
  }
}

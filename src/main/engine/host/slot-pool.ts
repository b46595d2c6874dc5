import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import { aborted, throwIfAborted } from './host-failure.ts';

/**
 * The places in which answers are written side by side. Each remembers the tokens it holds, so a
 * prompt goes where the longest beginning of it has been computed already.
 */
export class SlotPool {
  readonly #free: LlamaContextSequence[];
  readonly #waiting: ((slot: LlamaContextSequence) => void)[] = [];

  constructor(context: LlamaContext) {
    this.#free = Array.from({ length: context.totalSequences }, () => context.getSequence());
  }

  /** @throws HostFailure aborted */
  async take(tokens: readonly Token[], signal: AbortSignal): Promise<LlamaContextSequence> {
    throwIfAborted(signal);
    const best = this.#free.toSorted((a, b) => common(b, tokens) - common(a, tokens))[0];
    if (best !== undefined) {
      this.#free.splice(this.#free.indexOf(best), 1);
      return best;
    }
    return this.#next(signal);
  }

  release(slot: LlamaContextSequence): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
  }

  /** First come, first served. */
  #next(signal: AbortSignal): Promise<LlamaContextSequence> {
    const { promise, resolve, reject } = Promise.withResolvers<LlamaContextSequence>();
    const onAbort = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(serve), 1);
      reject(aborted());
    };
    const serve = (slot: LlamaContextSequence): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(slot);
    };
    this.#waiting.push(serve);
    signal.addEventListener('abort', onAbort, { once: true });
    return promise;
  }
}

/** Length of the common beginning; of two slots with none, the emptier one is preferred. */
function common(slot: LlamaContextSequence, tokens: readonly Token[]): number {
  const held = slot.contextTokens;
  const different = held.findIndex((token, index) => token !== tokens[index]);
  const length = different === -1 ? held.length : different;
  return length > 1 ? length : -held.length / (slot.contextSize + 1);
}

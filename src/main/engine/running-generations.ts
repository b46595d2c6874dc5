import type { GenerationHooks, GenerationResult } from '../../shared/domain/generation.ts';
import { milliseconds } from '../../shared/domain/units.ts';
import { type AppError, toAppError } from '../../shared/errors/app-error.ts';
import { abortReason } from './engine-errors.ts';
import type { FromHost } from './protocol.ts';

interface Running {
  readonly hooks: GenerationHooks;
  readonly resolve: (result: GenerationResult) => void;
  readonly reject: (error: AppError) => void;
  readonly onAbort: () => void;
}

/**
 * The answers one process is writing, by id. An aborted one stays here until the process says it
 * has stopped, because until then it occupies a slot.
 */
export class RunningGenerations {
  readonly #running = new Map<number, Running>();
  readonly #sendAbort: (id: number) => void;
  #lastId = 0;

  constructor(sendAbort: (id: number) => void) {
    this.#sendAbort = sendAbort;
  }

  get count(): number {
    return this.#running.size;
  }

  /** @param send hands the work to the process under the id it gets */
  begin(hooks: GenerationHooks, send: (id: number) => void): Promise<GenerationResult> {
    if (hooks.signal.aborted) return Promise.reject(abortReason(hooks.signal));
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<GenerationResult>();
    const onAbort = (): void => this.#sendAbort(id);
    this.#running.set(id, { hooks, resolve, reject, onAbort });
    for (const signal of signalsOf(hooks))
      signal.addEventListener('abort', onAbort, { once: true });
    send(id);
    return promise;
  }

  text(id: number, text: string): void {
    const one = this.#running.get(id);
    if (one === undefined || one.hooks.signal.aborted) return;
    try {
      one.hooks.onText(text);
    } catch (caught) {
      // The listener is the caller's; its failure ends its own answer and nothing else.
      this.#settle(id)?.reject(toAppError(caught));
      this.#sendAbort(id);
    }
  }

  finished(message: Extract<FromHost, { type: 'finished' }>): void {
    const one = this.#settle(message.id);
    if (one === undefined) return;
    // The abort and the end crossed: whoever aborted no longer wants it.
    if (one.hooks.signal.aborted) return one.reject(abortReason(one.hooks.signal));
    one.resolve({
      finish_reason: message.finish_reason,
      prompt_tokens: message.prompt_tokens,
      completion_tokens: message.completion_tokens,
      cached_tokens: message.cached_tokens,
      first_token_ms: milliseconds(message.first_token_ms),
      total_ms: milliseconds(message.total_ms),
    });
  }

  /**
   * The reason of whoever stopped it goes before what the process says about it.
   * @param tokens what it had written, when the process could still say it
   */
  failed(id: number, error: AppError, tokens?: readonly number[]): void {
    const one = this.#settle(id);
    if (one === undefined) return;
    const { signal, pause, onPaused } = one.hooks;
    if (signal.aborted) return one.reject(abortReason(signal));
    if (pause?.aborted !== true) return one.reject(error);
    if (tokens !== undefined) onPaused?.(tokens);
    one.reject(abortReason(pause));
  }

  failAll(error: AppError): void {
    for (const id of this.#running.keys()) this.failed(id, error);
  }

  #settle(id: number): Running | undefined {
    const one = this.#running.get(id);
    this.#running.delete(id);
    if (one === undefined) return undefined;
    for (const signal of signalsOf(one.hooks)) signal.removeEventListener('abort', one.onAbort);
    return one;
  }
}

function signalsOf({ signal, pause }: GenerationHooks): readonly AbortSignal[] {
  return pause === undefined ? [signal] : [signal, pause];
}

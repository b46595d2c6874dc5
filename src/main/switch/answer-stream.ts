import type { QueryEvent } from '../../shared/domain/query.ts';
import type { AppError } from '../../shared/errors/app-error.ts';

/**
 * The events of one query for one reader. A reader that stalls holds nobody up: text that it has
 * not taken yet is joined into one event, so what waits for it is never more than its answer.
 */
export class AnswerStream implements AsyncIteratorObject<QueryEvent, undefined, void> {
  #events: QueryEvent[] = [];
  #error: AppError | undefined;
  #ended = false;
  #wake: (() => void) | undefined;

  push(event: QueryEvent): void {
    if (this.#ended) return;
    const last = this.#events.at(-1);
    if (event.type === 'token' && last?.type === 'token') {
      this.#events[this.#events.length - 1] = { type: 'token', text: last.text + event.text };
    } else if (event.type === 'started') {
      // An answer that starts again makes text void that was not even read.
      this.#events = this.#events.filter(({ type }) => type !== 'token');
      this.#events.push(event);
    } else this.#events.push(event);
    if (event.type === 'done') this.#ended = true;
    this.#notify();
  }

  fail(error: AppError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#notify();
  }

  async next(): Promise<IteratorResult<QueryEvent, undefined>> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return { done: false, value: event };
      if (this.#error !== undefined) {
        const error = this.#error;
        this.#error = undefined;
        throw error;
      }
      if (this.#ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  return(): Promise<IteratorResult<QueryEvent, undefined>> {
    this.#ended = true;
    this.#events = [];
    this.#error = undefined;
    this.#notify();
    return Promise.resolve({ done: true, value: undefined });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

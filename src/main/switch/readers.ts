import type { QueryEvent } from '../../shared/domain/query.ts';
import type { AppError } from '../../shared/errors/app-error.ts';
import { AnswerStream } from './answer-stream.ts';

/** Those who follow one query. */
export class Readers {
  readonly #streams = new Set<AnswerStream>();

  get any(): boolean {
    return this.#streams.size > 0;
  }

  /** @param missed what it is told first */
  add(missed: readonly QueryEvent[]): AnswerStream {
    const stream = new AnswerStream();
    for (const event of missed) stream.push(event);
    this.#streams.add(stream);
    return stream;
  }

  remove(stream: AnswerStream): void {
    this.#streams.delete(stream);
  }

  tell(event: QueryEvent): void {
    for (const stream of this.#streams) stream.push(event);
  }

  fail(error: AppError): void {
    for (const stream of this.#streams) stream.fail(error);
  }
}

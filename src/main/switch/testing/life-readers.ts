import { type QueryId, queryId } from '../../../shared/domain/ids.ts';
import type { QueryEvent, QueryInput } from '../../../shared/domain/query.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { QueryCaller } from '../ports.ts';
import { isTerminal, type LivedSwitch } from './lived-switch.ts';

type Events = AsyncIterator<QueryEvent, undefined, void>;

/** Somebody who follows a query. */
export interface Reader {
  readonly id: QueryId;
  readonly leave: AbortController;
  /** What was written since the answer last began. */
  text: string;
  /** The model and the attempt it last began with. */
  began: string;
  end: 'done' | 'error' | null;
}

/** What a query ends as when its reader is told this. */
const STATE_OF: Readonly<Record<string, string>> = {
  QUEUE_FULL: 'evicted',
  QUERY_CANCELLED: 'cancelled',
  DEADLINE_EXCEEDED: 'expired',
};

/** Those who follow queries: what they are told must fit together and be on record. */
export class LifeReaders {
  readonly #lived: LivedSwitch;
  readonly #must: (kept: boolean, fault: string) => void;
  #readers: Reader[] = [];

  constructor(lived: LivedSwitch, must: (kept: boolean, fault: string) => void) {
    this.#lived = lived;
    this.#must = must;
  }

  /** They follow, have been told no end and have not left. */
  get following(): readonly Reader[] {
    return this.#readers.filter(({ end, leave }) => end === null && !leave.signal.aborted);
  }

  /** Their connections broke: the product is gone, not they. */
  forgetAll(): void {
    this.#readers = [];
  }

  async follow(input: QueryInput, caller: QueryCaller): Promise<QueryId> {
    const leave = new AbortController();
    const events = await this.#lived.router.stream(input, caller, leave.signal);
    const first = await events.next();
    if (first.value?.type !== 'accepted') throw new Error('no acknowledgement');
    const id = queryId(first.value.query_id);
    const reader: Reader = { id, leave, text: '', began: '', end: null };
    this.#readers.push(reader);
    void this.#read(events, reader);
    return id;
  }

  async #read(events: Events, reader: Reader): Promise<void> {
    try {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        this.#must(reader.end === null, 'something was told after the end');
        this.#hear(next.value, reader);
      }
    } catch (caught) {
      reader.end = 'error';
      this.#hearError(caught, reader.id);
    }
  }

  #hear(event: QueryEvent, reader: Reader): void {
    if (event.type === 'token') reader.text += event.text;
    if (event.type === 'started') {
      const began = `${event.model} in attempt ${event.attempt}`;
      this.#must(began !== reader.began, `what was put back was begun anew on ${began}`);
      reader.began = began;
      reader.text = '';
    }
    if (event.type !== 'done') return;
    reader.end = 'done';
    const { response } = event.answer;
    this.#must(response === reader.text, `told "${reader.text}", answered "${response}"`);
    const isOnRecord = this.#lived.stateOf(reader.id) === 'succeeded';
    this.#must(isOnRecord, 'an answer was told before it was on record');
  }

  #hearError(caught: unknown, id: QueryId): void {
    const code = caught instanceof AppError ? caught.code : String(caught);
    const state = this.#lived.stateOf(id);
    const meant = STATE_OF[code] ?? (code === 'SHUTTING_DOWN' ? 'kept' : 'failed');
    const fits = meant === 'kept' ? !isTerminal(state) : state === meant;
    this.#must(fits, `a reader was told ${code} of a query that is ${state}`);
  }
}

import type { QueryId } from '../../shared/domain/ids.ts';
import type {
  Acknowledgement,
  QueryAnswer,
  QueryEvent,
  QueryInput,
  QueryRecord,
} from '../../shared/domain/query.ts';
import { type Bytes, bytes, type Milliseconds } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { acceptQuery } from './accept.ts';
import type { AnswerStream } from './answer-stream.ts';
import { type CancelFilter, cancelMany, countMany } from './cancel-many.ts';
import { Dispatcher, type DispatcherParts } from './dispatcher.ts';
import { Job } from './job.ts';
import { recover } from './keeping/recover.ts';
import { WINDOW } from './learning/experience.ts';
import { judgementOf } from './learning/judgement.ts';
import { TryOuts } from './learning/try-outs.ts';
import { outlookOf } from './measuring/estimate.ts';
import type {
  FeedbackStorePort,
  NewQuery,
  QueryCaller,
  QueryFilter,
  StoredQuery,
} from './ports.ts';
import {
  isWhole,
  liveRecord,
  priorityOf,
  storedOutcome,
  toAnswer,
  toRecord,
  wipedError,
} from './query-views.ts';
import { listQueries, type QueryPage } from './queue/list-queries.ts';
import { makeRoom, type Volume } from './queue/make-room.ts';
import { decideMove, type MoveWish } from './queue/move-query.ts';
import { type Ticket, Tickets } from './tickets.ts';

export interface SwitchParts extends DispatcherParts {
  readonly feedback: FeedbackStorePort;
  /** Queries that may wait. */
  readonly queueLimit: number;
  /** What they may occupy in memory together. */
  readonly queueMaxBytes: Bytes;
  /** Hears of every query, and says how long an answer is kept. */
  readonly retention: {
    readonly answerKeptSeconds: number | null;
    accepted(): void;
  };
}

/** The router of queries: accept, keep, queue, choose, run, finish (see README.md of this room). */
export class Switch {
  readonly dispatcher: Dispatcher;
  readonly #parts: SwitchParts;
  /** Rows being committed; they count against the queue's limits. */
  readonly #committing = { count: 0, bytes: bytes(0) };
  #accepting = true;
  readonly #tickets: Tickets;
  readonly #tryOuts = new TryOuts();

  constructor(parts: SwitchParts) {
    this.#parts = parts;
    this.dispatcher = new Dispatcher(parts);
    this.#tickets = new Tickets(parts.queries, this.dispatcher.jobs);
  }

  /** What may wait. */
  get limits(): Volume {
    return { count: this.#parts.queueLimit, bytes: this.#parts.queueMaxBytes };
  }

  /** Takes up what an earlier run left unfinished. Call before the doors open. */
  async start(): Promise<void> {
    const { fleet, learner, rotator, speeds } = this.dispatcher;
    fleet.history.open();
    const attempts = this.#parts.usage.recent(LEARN_FROM);
    speeds.learn(attempts);
    learner.learn(attempts, this.#parts.feedback.latest(WINDOW));
    rotator.warmer.learn(attempts.map(({ query_type }) => query_type));
    rotator.start();
    for (const job of await recover(this.#parts)) this.#admit(job);
  }

  /**
   * Accepts a query and follows it. The first event acknowledges it: its row is committed.
   * @param signal when it aborts, an attached query without an idempotency key is cancelled
   */
  async stream(
    input: QueryInput,
    caller: QueryCaller,
    signal?: AbortSignal,
  ): Promise<AsyncIteratorObject<QueryEvent, undefined, void>> {
    const ticket = this.#current(await this.#accept(input, caller));
    if (!ticket.live) return this.#replay(ticket.stored);
    const { job } = ticket;
    const stream = job.attach({ type: 'accepted', ...this.#acknowledge(job) });
    this.#cancelOnDisconnect(job, stream, signal);
    return stream;
  }

  /**
   * Accepts a query and waits for its answer.
   * @param onAcknowledged told the id once the row is committed
   * @throws AppError what the query ended with instead of an answer
   */
  async ask(
    input: QueryInput,
    caller: QueryCaller,
    options: { signal?: AbortSignal | undefined; onAcknowledged?: (id: QueryId) => void } = {},
  ): Promise<QueryAnswer> {
    const ticket = this.#current(await this.#accept(input, caller));
    options.onAcknowledged?.(ticket.live ? ticket.job.row.query_id : ticket.stored.query_id);
    if (!ticket.live) return this.#answerOf(ticket.stored);
    const { job } = ticket;
    const stream = job.attach({ type: 'accepted', ...this.#acknowledge(job) });
    this.#cancelOnDisconnect(job, stream, options.signal);
    for await (const event of stream) if (event.type === 'done') return event.answer;
    throw new AppError('QUERY_CANCELLED', { data: { query_id: job.row.query_id } });
  }

  /** Accepts a query and leaves it to be fetched by id. */
  async submit(input: QueryInput, caller: QueryCaller): Promise<Acknowledgement> {
    const ticket = await this.#accept(input, caller);
    if (ticket.live) return this.#acknowledge(ticket.job);
    const { stored } = ticket;
    return { query_id: stored.query_id, position: 0, eta_ms: 0, ...this.#promise(stored) };
  }

  /** @returns undefined when it is unknown or not the reader's to see */
  get(id: QueryId, mayRead: (owner: string) => boolean): QueryRecord | undefined {
    const job = this.dispatcher.jobs.get(id);
    if (job !== undefined && mayRead(job.row.owner)) {
      return liveRecord(job, outlookOf(job, this.dispatcher));
    }
    const stored = this.#parts.queries.get(id);
    return stored !== undefined && mayRead(stored.owner) ? toRecord(stored, null) : undefined;
  }

  list(filter: QueryFilter): QueryPage {
    const { jobs, waiting } = this.dispatcher;
    const outlook = (job: Job) => outlookOf(job, this.dispatcher);
    return listQueries({ queries: this.#parts.queries, jobs, waiting, outlook }, filter);
  }

  /**
   * Stops a query; resolves when its end is on record.
   * @throws AppError QUERY_NOT_FOUND, QUERY_FINISHED
   */
  async cancel(id: QueryId, mayCancel: (owner: string) => boolean): Promise<QueryRecord> {
    const job = this.dispatcher.jobs.get(id);
    if (job !== undefined && mayCancel(job.row.owner)) {
      const error = new AppError('QUERY_CANCELLED');
      this.dispatcher.end(job, { state: 'cancelled', error });
      await job.closed;
    }
    const record = this.#find(id, mayCancel);
    if (record.state !== 'cancelled' || job === undefined) {
      throw new AppError('QUERY_FINISHED', { data: { query_id: id, state: record.state } });
    }
    return record;
  }

  /**
   * Takes down what a caller thinks of an answer, 0..1; said again, it replaces what was said before.
   * @throws AppError QUERY_NOT_FOUND, QUERY_NOT_ANSWERED
   */
  async judge(
    id: QueryId,
    score: number,
    mayJudge: (owner: string) => boolean,
  ): Promise<QueryRecord> {
    const judgement = judgementOf(this.#find(id, mayJudge), score, this.#parts.clock.now());
    await this.#parts.feedback.record(judgement);
    this.dispatcher.judged(judgement);
    return this.#find(id, mayJudge);
  }

  /** How many `cancelMany` would stop now. */
  countMany(filter: CancelFilter): number {
    return countMany({ dispatcher: this.dispatcher, queries: this.#parts.queries }, filter);
  }

  /** Stops all that match, at once; resolves with how many when their ends are on record. */
  cancelMany(filter: CancelFilter): Promise<number> {
    return cancelMany({ dispatcher: this.dispatcher, queries: this.#parts.queries }, filter);
  }

  /**
   * Gives a query that waits another place or priority; resolves when that is on record.
   * @param by who does, for its caller to read
   * @throws AppError QUERY_NOT_FOUND, QUERY_NOT_WAITING
   */
  async move(id: QueryId, wish: MoveWish, by: string): Promise<QueryRecord> {
    const { jobs, waiting } = this.dispatcher;
    const job = jobs.get(id);
    if (job === undefined || !waiting.has(job)) {
      const state = this.get(id, () => true)?.state;
      const data = { query_id: id, state };
      throw new AppError(state === undefined ? 'QUERY_NOT_FOUND' : 'QUERY_NOT_WAITING', { data });
    }
    const scene = { jobs, waiting, now: this.#parts.clock.now() };
    const move = decideMove(job, wish, scene, by);
    if (move !== null) await this.dispatcher.move(job, move);
    return liveRecord(job, outlookOf(job, this.dispatcher));
  }

  /** Takes nothing more, lets running work finish within the grace time, keeps the rest. */
  async stop(grace: Milliseconds): Promise<void> {
    this.#accepting = false;
    await this.dispatcher.halt(grace);
  }

  /** @throws AppError QUERY_NOT_FOUND */
  #find(id: QueryId, mayRead: (owner: string) => boolean): QueryRecord {
    const record = this.get(id, mayRead);
    if (record === undefined) throw new AppError('QUERY_NOT_FOUND', { data: { query_id: id } });
    return record;
  }

  async #accept(input: QueryInput, caller: QueryCaller): Promise<Ticket> {
    if (!this.#accepting) throw new AppError('SHUTTING_DOWN');
    const row = acceptQuery(input, caller, this.#parts.clock.now());
    return this.#tickets.take(row, () => this.#commit(row));
  }

  /**
   * A query can end between its acceptance and the turn that wants to follow it; whoever followed it
   * then would wait for ever.
   */
  #current(ticket: Ticket): Ticket {
    if (!ticket.live || !ticket.job.left) return ticket;
    const stored = this.#parts.queries.get(ticket.job.row.query_id);
    if (stored !== undefined && storedOutcome(stored) !== null) return { live: false, stored };
    throw new AppError('SHUTTING_DOWN', { data: { query_id: ticket.job.row.query_id } });
  }

  /** Makes room, commits the row, queues it. */
  async #commit(row: NewQuery): Promise<Ticket> {
    const job = new Job(row);
    this.#makeRoom(job);
    this.#countCommitting(1, job.bytes);
    try {
      await this.#parts.queries.insert(row);
    } finally {
      this.#countCommitting(-1, job.bytes);
    }
    this.dispatcher.rotator.warmer.asked(row.query_type);
    this.#admit(job);
    this.#parts.retention.accepted();
    return { live: true, job };
  }

  #admit(job: Job): void {
    job.demand.tries_out = this.#tryOuts.next(job.row, job.demand);
    job.expects = this.dispatcher.decide(job.demand).chosen;
    this.dispatcher.admit(job);
  }

  #countCommitting(change: 1 | -1, weight: Bytes): void {
    this.#committing.count += change;
    this.#committing.bytes = bytes(this.#committing.bytes + change * weight);
  }

  /** @throws AppError QUEUE_FULL when the newcomer outranks nobody it could take the place of */
  #makeRoom(newcomer: Job): void {
    const { limits: limit } = this;
    const room = { limit, committing: this.#committing };
    const victims = makeRoom(newcomer, this.dispatcher.waiting, room);
    const data = { max_size: limit.count, max_bytes: limit.bytes, retry_after_s: RETRY_AFTER_S };
    if (victims === null) throw new AppError('QUEUE_FULL', { data });
    for (const victim of victims) {
      const error = new AppError('QUEUE_FULL', {
        message:
          'The queue is full, and this query gave its place to a more urgent one. Ask again.',
        data,
      });
      this.dispatcher.end(victim, { state: 'evicted', error });
    }
  }

  #answerOf(stored: StoredQuery): QueryAnswer {
    const outcome = storedOutcome(stored);
    if (outcome === null) throw new AppError('INTERNAL', { data: { query_id: stored.query_id } });
    if (!isWhole(stored)) throw wipedError(stored, outcome);
    return toAnswer(stored, outcome, (model, step) => this.dispatcher.labelOf(model, step));
  }

  /** The events of a query that ended before, for a caller that repeats it. */
  async *#replay(stored: StoredQuery): AsyncGenerator<QueryEvent, undefined, void> {
    const { query_id } = stored;
    yield { type: 'accepted', query_id, position: 0, eta_ms: 0, ...this.#promise(stored) };
    const answer = this.#answerOf(stored);
    const { model_used: model, model_label, reason, response: text } = answer;
    yield { type: 'started', model, model_label, attempt: stored.attempts, reason };
    if (text !== '') yield { type: 'token', text };
    yield { type: 'done', answer };
  }

  #acknowledge(job: Job): Acknowledgement {
    const { position, eta_ms } = outlookOf(job, this.dispatcher) ?? { position: 0, eta_ms: 0 };
    return { query_id: job.row.query_id, position, eta_ms, ...this.#promise(job.row) };
  }

  /** What its caller may count on. */
  #promise(row: NewQuery | StoredQuery): Pick<Acknowledgement, 'priority' | 'answer_kept_s'> {
    const { answerKeptSeconds } = this.#parts.retention;
    return {
      priority: priorityOf(row),
      ...(answerKeptSeconds !== null && { answer_kept_s: answerKeptSeconds }),
    };
  }

  #cancelOnDisconnect(job: Job, stream: AnswerStream, signal: AbortSignal | undefined): void {
    const gone = (): void => {
      job.readers.remove(stream);
      void stream.return();
      if (job.row.idempotency_key !== null || job.readers.any) return;
      const error = new AppError('QUERY_CANCELLED', { message: 'The caller disconnected.' });
      this.dispatcher.end(job, { state: 'cancelled', error });
    };
    if (signal?.aborted === true) return gone();
    signal?.addEventListener('abort', gone, { once: true });
    void job.closed.then(() => signal?.removeEventListener('abort', gone));
  }
}

const RETRY_AFTER_S = 5;

/** Attempts of earlier runs from which speeds, models and what is usually asked are known at the start. */
const LEARN_FROM = 2000;

import type { GenerationHooks, GenerationRequest } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import type { PriorityLevel } from '../../shared/domain/priority.ts';
import type { Decision, QueryEvent } from '../../shared/domain/query.ts';
import type { Bytes, EpochMs } from '../../shared/domain/units.ts';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import type { AnswerStream } from './answer-stream.ts';
import { querySize } from './deciding/choosing/query-size.ts';
import type { Choice, Demand } from './deciding/choosing/terms.ts';
import type { Opening } from './deciding/opening.ts';
import { generationRequest, standsAlone } from './generation-request.ts';
import { kindOf } from './measuring/measured-speeds.ts';
import type { NewQuery, QueryMove, WholeQuery } from './ports.ts';
import { memoryWeight } from './queue/memory-weight.ts';
import { rankOf } from './queue/waiting-list.ts';
import { Readers } from './readers.ts';
import { type Ending, PASSED_ON, PUT_BACK } from './stopping.ts';

/** Those of models that could not answer; that one said a question is beyond it is none of them. */
export const MAX_ATTEMPTS = 3;
const LOWEST: PriorityLevel = 3;
const HIGH: PriorityLevel = 1;
/** How often a query makes room for more urgent ones before it is left to finish. */
const MAX_PUT_BACKS = 3;

/** Somebody sits before it: a lesser answer now is worth more than a better one later. */
function isHurried({ request, module_type, priority_applied }: NewQuery): boolean {
  return request.interactive ?? (module_type === 'OPERATOR' || priority_applied === HIGH);
}

/** How long ago it was decided, where that was earlier. */
function ageOf(now: EpochMs, { decided_at = now }: Choice): Pick<Decision, 'cached_s'> {
  return decided_at < now ? { cached_s: (now - decided_at) / 1000 } : {};
}

/** A query between acceptance and its end, in memory. Its row in the database is the truth. */
export class Job {
  /** As accepted, but for the priority, which an operator may change. */
  row: NewQuery;
  priority: PriorityLevel;
  readonly created_at: EpochMs;
  rank: number;
  readonly bytes: Bytes;
  /** The model that would take it as things stood at its acceptance; for estimates only. */
  expects: ModelId | null = null;
  /** How many models had come into memory when it was asked; null: nobody is to know any more. */
  arrivals: number | null = null;
  readonly excluded = new Map<ModelId, AppError>();
  readonly failedOn = new Set<ModelId>();
  /** Models that said it is beyond them. */
  readonly beyond = new Set<ModelId>();
  /** `tries_out` is set once, before it is first decided (see `DecisionCache`). */
  readonly demand: Demand & { begun_on: ModelId | null; spent: boolean; tries_out: boolean };
  /** Those that count: not one that was put back. */
  attempts: number;
  state: 'queued' | 'running' | 'finishing' = 'queued';
  model: ModelId | null = null;
  modelLabel: string | null = null;
  decisions: readonly Decision[] = [];
  moves: readonly QueryMove[] = [];
  startedAt: EpochMs | null = null;
  /** What has been written so far; kept when the query is put back. */
  text = '';
  /** The same in the model's tokens, of an answer that was paused. */
  tokens: readonly number[] = [];
  /** How often it has made room for a more urgent query. */
  putBacks = 0;
  /** The query it makes room for, from that decision until it runs again. */
  yieldsTo: Job | null = null;
  passedOverSince: EpochMs | null = null;
  ending: Ending | null = null;
  lastError: AppError | null = null;
  /** What was tried in vain, in order. */
  readonly tried: { readonly model_id: ModelId; readonly code: ErrorCode }[] = [];
  /** Set while an attempt runs. */
  abort: AbortController | null = null;
  #pause = new AbortController();
  /** Calls off the alarm of the deadline. */
  disarm: (() => void) | null = null;
  /** Set when the query has left memory: its end is on record, or it is suspended. */
  left = false;
  /** Resolves then. */
  readonly closed: Promise<void>;
  readonly #resolveClosed: () => void;
  readonly readers = new Readers();

  constructor(row: NewQuery, attempts = 0, decisions: readonly Decision[] = []) {
    this.row = row;
    this.priority = row.priority_applied;
    this.created_at = row.created_at;
    this.rank = rankOf(row.created_at, row.priority_applied);
    this.bytes = memoryWeight(row.request);
    this.attempts = attempts;
    this.decisions = decisions;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#resolveClosed = resolve;
    const hurried = isHurried(row);
    this.demand = {
      query_type: row.query_type,
      preference: row.model_preference,
      excluded: this.excluded,
      failed_on: this.failedOn,
      beyond: this.beyond,
      begun_on: null,
      hurried,
      alone: standsAlone(row.request),
      spent: false,
      size: querySize(row.request, row.priority_applied, hurried),
      tries_out: false,
    };
  }

  static fromStored(stored: WholeQuery): Job {
    const job = new Job(stored, stored.attempts, stored.decisions);
    for (const move of stored.moves) job.moveTo(move);
    return job;
  }

  /** Not while it is in the waiting list, which knows it by its rank. */
  moveTo(move: QueryMove): void {
    this.row = { ...this.row, priority_applied: move.priority };
    this.priority = move.priority;
    this.rank = move.rank;
    this.moves = [...this.moves, move];
  }

  /** Of the first attempt only: how many models had come into memory when it was asked. */
  takeArrivals(): number | null {
    const { arrivals } = this;
    this.arrivals = null;
    return arrivals;
  }

  get owner(): string {
    return this.row.owner;
  }

  /** An operator gave it another place. */
  get wasPlaced(): boolean {
    return this.rank !== rankOf(this.created_at, this.priority);
  }

  /** It has been told to stop, so its slot is about to become free. */
  get leaving(): boolean {
    return this.ending !== null || (this.state === 'running' && this.yieldsTo !== null);
  }

  get mayBePutBack(): boolean {
    return this.priority === LOWEST && this.putBacks < MAX_PUT_BACKS && !this.leaving;
  }

  get written(): number {
    return this.text.length;
  }

  /** Where it waits: behind the one it made room for, though it may be older. */
  get behind(): Job | null {
    const first = this.yieldsTo;
    return first !== null && first.state === 'queued' && !first.left ? first : null;
  }

  get kind(): string {
    return kindOf(this.expects, this.row.query_type);
  }

  get reason(): string | null {
    return this.decisions.at(-1)?.reason ?? null;
  }

  /** It has had its attempts: only what stands in for the others may still take it. */
  get isSpent(): boolean {
    return this.attempts - this.beyond.size >= MAX_ATTEMPTS;
  }

  generation(model: StoredModel | undefined): GenerationRequest {
    return generationRequest(this.row.request, model, { text: this.text, tokens: this.tokens });
  }

  /** A new attempt; what an earlier one wrote is void, unless it was put back and goes on here. */
  begin(
    model: ModelId,
    choice: Choice,
    now: EpochMs,
    label: string | null,
  ): { decision: Decision; signal: AbortSignal } {
    this.attempts += 1;
    this.state = 'running';
    this.model = model;
    this.modelLabel = label;
    this.yieldsTo = null;
    this.passedOverSince = null;
    const goesOn = this.demand.begun_on === model;
    if (!goesOn) this.#forgetAnswer();
    this.startedAt ??= now;
    const abort = new AbortController();
    this.abort = abort;
    this.#pause = new AbortController();
    const decision = this.decide(choice, now);
    if (!goesOn) this.readers.tell(this.#started(model));
    return { decision, signal: abort.signal };
  }

  /** Back to waiting, with its old rank, after an attempt broke off. */
  requeue(): void {
    this.state = 'queued';
    this.model = null;
    this.yieldsTo = null;
    this.#forgetAnswer();
  }

  /** Asks the attempt to stop, so that a more urgent query can have its slot. */
  yieldTo(other: Job): void {
    this.yieldsTo = other;
    this.#pause.abort(PUT_BACK);
  }

  /** It broke off because `yieldTo` asked it to. */
  hasYielded(error: AppError): boolean {
    return error === PUT_BACK;
  }

  /**
   * Back to waiting, with its old rank and all that it has written. The attempt does not count.
   * @param choice the one that the attempt was made by
   */
  putBack(choice: Choice, now: EpochMs): Decision {
    const attempt = this.attempts;
    const reason = `${choice.reason} Put back for a more urgent query.`;
    this.state = 'queued';
    this.attempts -= 1;
    this.putBacks += 1;
    this.demand.begun_on = this.model;
    this.model = null;
    return this.decide({ ...choice, reason }, now, attempt);
  }

  /** Asks the attempt to stop, because its model said that the query is beyond it. */
  leave(): void {
    this.abort?.abort(PASSED_ON);
  }

  /** It broke off because `leave` asked it to. */
  hasLeft(error: AppError): boolean {
    return error === PASSED_ON;
  }

  /**
   * Back to waiting, for another model.
   * @param choice the one that the attempt was made by
   */
  passOn(choice: Choice, now: EpochMs): void {
    this.decide({ ...choice, reason: `${choice.reason} It said that this is beyond it.` }, now);
    this.requeue();
  }

  decide(choice: Choice, now: EpochMs, attempt = this.attempts): Decision {
    const decision: Decision = {
      at: new Date(now).toISOString(),
      attempt,
      chosen: choice.chosen,
      reason: choice.reason,
      candidates: choice.candidates,
      step: choice.step,
      ...(choice.explores && { explores: true }),
      ...ageOf(now, choice),
    };
    // One of each attempt: that an attempt was put back replaces its beginning.
    this.decisions = [...this.decisions.filter((one) => one.attempt !== attempt), decision];
    return decision;
  }

  hooks(signal: AbortSignal, opening: Opening): GenerationHooks {
    return {
      signal,
      pause: this.#pause.signal,
      onText: (text) => this.write(opening.push(text)),
      onPaused: (tokens) => {
        this.tokens = tokens;
      },
    };
  }

  /** A piece of the answer that its readers may see. */
  write(text: string): void {
    if (text === '') return;
    this.text += text;
    this.readers.tell({ type: 'token', text });
  }

  /** A new reader; one that joins late gets what has been written so far. */
  attach(accepted: QueryEvent): AnswerStream {
    const model = this.model ?? this.demand.begun_on;
    if (this.state === 'finishing' || model === null) return this.readers.add([accepted]);
    const written: QueryEvent[] = this.text === '' ? [] : [{ type: 'token', text: this.text }];
    return this.readers.add([accepted, this.#started(model), ...written]);
  }

  #started(model: ModelId): QueryEvent {
    const { modelLabel: model_label } = this;
    const attempt = this.decisions.at(-1)?.attempt ?? this.attempts;
    return { type: 'started', model, model_label, attempt, reason: this.reason ?? '' };
  }

  #forgetAnswer(): void {
    this.text = '';
    this.tokens = [];
    this.demand.begun_on = null;
  }

  close(): void {
    this.disarm?.();
    this.left = true;
    this.#resolveClosed();
  }
}

import type { ModelId, QueryId } from '../../shared/domain/ids.ts';
import type { DecisionStep } from '../../shared/domain/query.ts';
import { type EpochMs, type Milliseconds, milliseconds } from '../../shared/domain/units.ts';
import { AppError, toAppError } from '../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type Choice, choose } from './deciding/choose.ts';
import { LightWish } from './deciding/light-wish.ts';
import { Opening } from './deciding/opening.ts';
import { type Action, LOOKAHEAD, plan } from './deciding/plan.ts';
import { Fleet, type FleetParts } from './fleet.ts';
import type { Ending, Job } from './job.ts';
import {
  Closing,
  type ClosingParts,
  exhaustedError,
  noModelError,
  withRemote,
} from './keeping/closing.ts';
import { MeasuredSpeeds } from './measuring/measured-speeds.ts';
import { Statistics } from './measuring/statistics.ts';
import type { QueryMove, QueryOutcome } from './ports.ts';
import { FairList } from './queue/fair-list.ts';

export interface DispatcherParts extends FleetParts, ClosingParts {
  /** Models that may be in memory at once. */
  readonly maxResident: number;
  /** How long a query may be passed over so that models are swapped less often; 0: never. */
  readonly collationPeriod: Milliseconds;
}

/** The same model would fail this query again, so it is not tried there a second time. */
const LASTING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PROMPT_TOO_LONG',
  'MODEL_FILE_MISSING',
  'NOT_GGUF',
  'GGUF_TRUNCATED',
  'GGUF_INVALID',
  'GGUF_UNSUPPORTED',
  'LOAD_FAILED',
  'OUT_OF_MEMORY',
]);

/** The model did nothing and the query lost nothing: the next candidate has the same attempt. */
const NO_ATTEMPT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'MODEL_FILE_MISSING',
  'OUT_OF_MEMORY',
]);

/**
 * The event loop of the Switch and the only writer of its state. Every entry (a query comes, an
 * answer ends, a model is lost, a pause is over) changes state in its own turn and then asks
 * `plan` what to do; a read that decides a change is made in the same turn as the change.
 */
export class Dispatcher {
  readonly waiting = new FairList<Job>();
  /** Everything accepted and not finished, waiting or running. */
  readonly jobs = new Map<QueryId, Job>();
  readonly statistics = new Statistics();
  readonly speeds = new MeasuredSpeeds();
  readonly fleet: Fleet;
  readonly #parts: DispatcherParts;
  readonly #closing: Closing;
  readonly #wish = new LightWish<Job>();
  /** Jobs that an attempt runs for. */
  readonly #running = new Set<Job>();
  /** Steps under way, so that a shutdown can wait for them. */
  readonly #work = new Set<Promise<void>>();
  #pumpScheduled = false;
  #halted = false;
  #cancelAlarm: (() => void) | undefined;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.fleet = new Fleet(parts, this.speeds, () => this.pumpSoon());
    this.#closing = new Closing(parts, this.speeds);
    parts.engine.onLost((id, error) => {
      this.fleet.lost(id, error);
      this.pumpSoon();
    });
  }

  /** What a caller is told of the model that answers. */
  labelOf(model: string, step: DecisionStep): string | null {
    return this.#closing.labelOf(model, step);
  }

  get runningCount(): number {
    return this.jobs.size - this.waiting.size;
  }

  admit(job: Job): void {
    this.jobs.set(job.row.query_id, job);
    this.waiting.put(job);
    this.#announce(job, 'queued');
    this.#armDeadline(job);
    // Its row was still being committed when the halt suspended the others.
    if (this.#halted) this.end(job, suspension());
    else this.pumpSoon();
  }

  /** Stops a query wherever it is; `job.closed` tells when that is done. */
  end(job: Job, ending: Ending): void {
    if (job.state === 'finishing' || job.ending !== null) return;
    job.ending = ending;
    if (this.waiting.remove(job)) this.#track(this.#close(job, ending));
    else job.abort?.abort(ending.error);
  }

  /** Gives a query that waits another place, now; resolves when the place is on record. */
  async move(job: Job, move: QueryMove): Promise<void> {
    this.waiting.remove(job);
    job.moveTo(move);
    this.waiting.put(job);
    this.#announce(job, 'queued');
    this.pumpSoon();
    await this.#parts.queries.move(job.row.query_id, move);
  }

  /** A fresh import deserves another try, and so does what somebody has looked at. */
  modelRenewed(id: ModelId): void {
    this.fleet.renew(id);
    this.pumpSoon();
  }

  /** Something changed that may let waiting queries move. Many changes of one turn share a pass. */
  pumpSoon(): void {
    if (this.#pumpScheduled) return;
    this.#pumpScheduled = true;
    queueMicrotask(() => {
      this.#pumpScheduled = false;
      this.#pump();
    });
  }

  /**
   * Starts nothing more, gives running work the grace time, then suspends what is left: those rows
   * stay as they are and are taken up at the next start.
   */
  async halt(graceMs: number): Promise<void> {
    this.#halted = true;
    this.#cancelAlarm?.();
    const suspendAll = (jobs: Iterable<Job>): void => {
      for (const job of jobs) this.end(job, suspension());
    };
    suspendAll([...this.waiting.inRankOrder()]);
    const cancel = this.#parts.clock.after(milliseconds(graceMs), () => {
      this.#closing.hurry();
      suspendAll([...this.jobs.values()]);
    });
    while (this.#work.size > 0) await Promise.all(this.#work);
    cancel();
    suspendAll([...this.jobs.values()]);
  }

  #pump(): void {
    if (this.#halted) return;
    const now = this.#parts.clock.now();
    const actions = plan({
      waiting: this.waiting.inServiceOrder(LOOKAHEAD),
      models: this.fleet.views(),
      running: this.#running,
      wished: this.#wish.current(now),
      residents: this.fleet.residents(),
      max_resident: this.#parts.maxResident,
      last_used: this.fleet.lastUsed,
      now,
      collation_period: this.#parts.collationPeriod,
    });
    for (const action of actions) this.#perform(action, now);
    this.#armAlarm(now, this.#lightLeavesAt(now));
  }

  /** Lets the Light LLM go when its time has come; else says when that will be. */
  #lightLeavesAt(now: EpochMs): EpochMs | null {
    const at = this.fleet.lightLeavesAt(now);
    const { light } = this.#parts;
    if (at === null || light === null || at > now) return at;
    const idle = `idle for ${light.idle_timeout / 1000} s`;
    this.#track(this.fleet.unload(light.model_id, idle));
    return null;
  }

  #perform(action: Action<Job>, now: EpochMs): void {
    switch (action.type) {
      case 'start':
        this.waiting.remove(action.job);
        // What was put back goes on with the turn it had.
        if (action.job.demand.begun_on === null) this.waiting.served(action.job);
        return this.#track(this.#attempt(action.job, action.model, action.choice));
      case 'load':
        this.#wish.granted(action.job);
        // Not waited for at a shutdown: a large model takes minutes, and the engine ends the load.
        void this.#guard(this.#load(action.job, action.model, action.choice));
        return;
      case 'put_back':
        return action.job.yieldTo(action.for);
      case 'pass_over':
        action.job.passedOverSince = now;
        return;
      case 'unload':
        return this.#track(this.fleet.unload(action.model, action.reason));
      case 'fail':
        this.waiting.remove(action.job);
        return this.#track(this.#giveUp(action.job, action.choice));
    }
  }

  /** A step that a shutdown waits for. */
  #track(work: Promise<void>): void {
    const tracked = this.#guard(work).finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }

  /** Never rejects: a step that fails is one query's trouble, and what it changed is looked at. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (caught) {
      this.#parts.log.warn({ err: caught }, 'a step of the switch failed');
    }
    this.pumpSoon();
  }

  async #attempt(job: Job, model: ModelId, choice: Choice): Promise<void> {
    const { clock, engine, queries } = this.#parts;
    const now = clock.now();
    const { decision, signal } = job.begin(
      model,
      choice,
      now,
      this.#closing.labelOf(model, choice.step),
    );
    const opening = this.#openingOf(job, model);
    this.#running.add(job);
    this.fleet.touch(model);
    this.#announce(job, 'running');
    const begun = queries.begin(job.row.query_id, decision, now);
    const [generated, recorded] = await Promise.allSettled([
      engine.generate(model, job.generation(this.fleet.stored(model)), job.hooks(signal, opening)),
      begun,
    ]);
    job.abort = null;
    this.#running.delete(job);
    if (recorded.status === 'rejected') {
      this.#parts.log.warn({ err: recorded.reason }, 'an attempt could not be put on record');
    }
    if (generated.status === 'rejected') {
      const error = toAppError(generated.reason);
      if (job.ending !== null) return this.#close(job, job.ending);
      if (job.hasYielded(error)) return this.#putBack(job, choice);
      if (job.hasLeft(error)) return this.#passOn(job, choice);
      return this.#brokeOff(job, model, error);
    }
    this.fleet.health.recovered(model);
    if (choice.meanwhile !== null) this.#wish.answered(job, clock.now());
    this.#track(this.#closing.account(job, model, generated.value));
    job.write(opening.end());
    await this.#finish(job, this.#closing.success(job, model, generated.value));
  }

  /** An answer that is gone on with has shown its beginning already. */
  #openingOf(job: Job, model: ModelId): Opening {
    const light = job.text === '' ? (this.fleet.stored(model)?.light_model ?? null) : null;
    return new Opening(light, () => this.#goesElsewhere(job, model));
  }

  /** Once for each model, so that a query never goes to and fro. */
  #goesElsewhere(job: Job, model: ModelId): boolean {
    if (job.beyond.has(model)) return false;
    job.beyond.add(model);
    const { chosen, worth_waiting } = choose(this.fleet.views(), job.demand);
    const goes = worth_waiting || (chosen !== null && chosen !== model);
    if (goes) job.leave();
    return goes;
  }

  /** Its model said that this is beyond it, and another one can take it. */
  async #passOn(job: Job, choice: Choice): Promise<void> {
    job.passOn(choice, this.#parts.clock.now());
    this.waiting.put(job);
    this.#announce(job, 'queued');
    await this.#parts.queries.requeue(job.row.query_id);
  }

  /** Whoever it made room for need not wait until that is on record. */
  async #putBack(job: Job, choice: Choice): Promise<void> {
    const decision = job.putBack(choice, this.#parts.clock.now());
    this.waiting.put(job);
    this.#announce(job, 'queued');
    this.pumpSoon();
    await this.#parts.queries.putBack(job.row.query_id, decision);
  }

  /** An attempt ended without an answer because something broke. */
  async #brokeOff(job: Job, model: ModelId, error: AppError): Promise<void> {
    this.#blame(job, model, error);
    if (error.code === 'INTERNAL' || job.demand.spent) return this.#exhausted(job);
    job.demand.spent = job.isSpent;
    job.requeue();
    this.waiting.put(job);
    this.#announce(job, 'queued');
    await this.#parts.queries.requeue(job.row.query_id);
  }

  #blame(job: Job, model: ModelId, error: AppError): void {
    job.lastError = error;
    job.tried.push({ model_id: model, code: error.code });
    if (LASTING.has(error.code)) job.excluded.set(model, error);
    else job.failedOn.add(model);
    if (error.code === 'PROMPT_TOO_LONG') return; // The query's fault, not the model's.
    this.#blameModel(job, model, error);
  }

  #blameModel(job: Job, model: ModelId, error: AppError): void {
    this.fleet.blame(model, error);
    this.#parts.log.warn({ model, code: error.code, err: error }, 'a model failed');
    this.#track(this.#closing.account(job, model, error));
  }

  /**
   * The query that waits for the load bears its failure; the breaker warns the others. One that has
   * gone elsewhere meanwhile does not.
   */
  async #load(job: Job, model: ModelId, choice: Choice): Promise<void> {
    const began = this.#parts.clock.now();
    const { attempts } = job;
    try {
      await this.fleet.load(model, choice.reason);
      this.statistics.swap.add(Math.max(0, this.#parts.clock.now() - began));
    } catch (caught) {
      if (this.#halted) return;
      const error = toAppError(caught);
      if (!this.waiting.has(job) || job.attempts !== attempts) {
        return this.#blameModel(job, model, error);
      }
      this.#blame(job, model, error);
      if (NO_ATTEMPT.has(error.code)) return;
      job.attempts += 1;
      job.decide(choice, this.#parts.clock.now());
      job.demand.spent = job.isSpent;
    }
  }

  /** No model can take it, now or after a pause, and nothing stands in for them. */
  async #giveUp(job: Job, choice: Choice): Promise<void> {
    job.decide(withRemote(choice), this.#parts.clock.now(), job.attempts + 1);
    await (job.lastError === null
      ? this.#finish(job, this.#closing.failure(job, noModelError(choice)))
      : this.#exhausted(job));
  }

  async #exhausted(job: Job): Promise<void> {
    const last = job.lastError ?? new AppError('ATTEMPTS_EXHAUSTED');
    await this.#finish(job, this.#closing.failure(job, exhaustedError(last, job.tried)));
  }

  async #close(job: Job, ending: Ending): Promise<void> {
    if (ending.state !== 'suspended') {
      return this.#finish(job, this.#closing.failure(job, ending.error, ending.state));
    }
    this.jobs.delete(job.row.query_id);
    this.#closing.suspend(job, ending.error);
    job.close();
  }

  async #finish(job: Job, outcome: QueryOutcome): Promise<void> {
    job.state = 'finishing';
    try {
      await this.#closing.record(job, outcome);
    } finally {
      this.jobs.delete(job.row.query_id);
      job.close();
    }
    this.statistics.ended(job, outcome);
    this.#announce(job, outcome.state);
  }

  #announce(job: Job, state: QueryOutcome['state'] | 'queued' | 'running'): void {
    this.#parts.events.publish({
      type: 'query',
      query_id: job.row.query_id,
      state,
      module_id: job.row.module_id,
      model: job.model,
      waiting: this.waiting.size,
      running: this.runningCount,
    });
  }

  #armDeadline(job: Job): void {
    const { deadline_at } = job.row;
    if (deadline_at === null) return;
    const left = milliseconds(Math.max(0, deadline_at - this.#parts.clock.now()));
    job.disarm = this.#parts.clock.after(left, () => {
      this.end(job, { state: 'expired', error: new AppError('DEADLINE_EXCEEDED') });
    });
  }

  /**
   * Wakes up when the next resting model may be tried again, or the Light LLM has been idle enough.
   * @param now read before the plan was made: a pause that ends during the pass must not be missed
   */
  #armAlarm(now: EpochMs, lightLeaves: EpochMs | null): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = undefined;
    const rested = this.waiting.size > 0 ? this.fleet.health.nextEnd(now) : null;
    const next = Math.min(rested ?? Infinity, lightLeaves ?? Infinity);
    if (next === Infinity) return;
    this.#cancelAlarm = this.#parts.clock.after(milliseconds(next - now), () => this.pumpSoon());
  }
}

function suspension(): Ending {
  const error = new AppError('SHUTTING_DOWN', {
    message: 'The server is shutting down. The query is kept and is answered after the restart.',
  });
  return { state: 'suspended', error };
}

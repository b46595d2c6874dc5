import type { GenerationResult } from '../../shared/domain/generation.ts';
import type { ModelId, QueryId } from '../../shared/domain/ids.ts';
import type { DecisionStep } from '../../shared/domain/query.ts';
import { type EpochMs, type Milliseconds, milliseconds } from '../../shared/domain/units.ts';
import { AppError, toAppError } from '../../shared/errors/app-error.ts';
import { Alarm } from './alarm.ts';
import { Attempt, type AttemptEnd } from './attempt.ts';
import type { Choice, Demand } from './deciding/choosing/terms.ts';
import type { ChoiceWeights } from './deciding/choosing/weights.ts';
import { DecisionCache } from './deciding/decision-cache.ts';
import { LightWish } from './deciding/light-wish.ts';
import { plan } from './deciding/plan.ts';
import { type Action, type Called, LOOKAHEAD } from './deciding/plan-terms.ts';
import { bookFailure, costsAttempt, isFaultOfModel } from './failures.ts';
import { Fleet, type FleetParts } from './fleet.ts';
import type { Job } from './job.ts';
import { Closing, type ClosingParts } from './keeping/closing.ts';
import { exhaustedError, nobodyCan, withRemote } from './keeping/exhaustion.ts';
import { Learner } from './learning/learner.ts';
import { MeasuredSpeeds } from './measuring/measured-speeds.ts';
import { Statistics } from './measuring/statistics.ts';
import type { Judgement, KeptValuesPort, QueryMove, QueryOutcome } from './ports.ts';
import type { WarmingPolicy } from './predicting/warm.ts';
import { FairList } from './queue/fair-list.ts';
import { Pins } from './rotating/pins.ts';
import { Rotator } from './rotating/rotator.ts';
import { type Ending, suspension } from './stopping.ts';
import { WorkUnderWay } from './work-under-way.ts';

export interface DispatcherParts extends FleetParts, ClosingParts {
  /** When models are brought ahead of queries, when they leave for idleness, how many may stay. */
  readonly warming: WarmingPolicy;
  /** Remembers what is pinned. */
  readonly kept: KeptValuesPort;
  /** What counts how much when a model is chosen. */
  readonly choiceWeights: ChoiceWeights;
  /** How long a query may be passed over so that models are swapped less often; 0: never. */
  readonly collationPeriod: Milliseconds;
}

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
  readonly learner = new Learner();
  readonly fleet: Fleet;
  readonly rotator: Rotator;
  readonly #parts: DispatcherParts;
  readonly #closing: Closing;
  readonly #decisions: DecisionCache;
  readonly #wish = new LightWish<Job>();
  /** Jobs that an attempt runs for. */
  readonly #running = new Set<Job>();
  readonly #work: WorkUnderWay;
  /** Rings when the next resting model may be tried again, or the Light LLM has been idle enough. */
  readonly #alarm: Alarm;
  #pumpScheduled = false;
  #halted = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    const pins = new Pins(parts.kept, {
      maxResident: parts.warming.max_active_models,
      light: parts.light?.model_id ?? null,
    });
    const { speeds, learner, statistics } = this;
    this.fleet = new Fleet(parts, { speeds, learner, statistics, pins }, () => this.pumpSoon());
    this.rotator = new Rotator(parts, {
      fleet: this.fleet,
      pins,
      statistics,
      jobs: this.jobs,
      decide: (demand) => this.decide(demand),
      onChange: () => this.pumpSoon(),
      onDue: () => this.#pumpThisTurn(),
    });
    this.#closing = new Closing(parts, speeds, learner);
    this.#decisions = new DecisionCache(parts.choiceWeights);
    this.#work = new WorkUnderWay(parts.log, () => this.pumpSoon());
    this.#alarm = new Alarm(parts.clock, () => this.pumpSoon());
    parts.engine.onLost((id, error) => {
      this.fleet.lost(id, error);
      this.pumpSoon();
    });
  }

  /** What a caller is told of the model that answers. */
  labelOf(model: string, step: DecisionStep): string | null {
    return this.#closing.labelOf(model, step);
  }

  /** Which model would take a query now. */
  decide(demand: Demand): Choice {
    return this.#decisions.decide(this.fleet.views(), demand, this.#parts.clock.now());
  }

  get runningCount(): number {
    return this.jobs.size - this.waiting.size;
  }

  admit(job: Job): void {
    this.jobs.set(job.row.query_id, job);
    this.waiting.put(job);
    job.arrivals = this.fleet.presence.arrived;
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
    if (this.waiting.remove(job)) this.#work.track(this.#close(job, ending));
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

  /** A caller has said what it thinks of an answer: that may move what waits. */
  judged(judgement: Judgement): void {
    this.learner.judged(judgement);
    this.pumpSoon();
  }

  /** A fresh import deserves another try, and so does what somebody has looked at. */
  modelRenewed(id: ModelId): void {
    this.fleet.renew(id);
    this.pumpSoon();
  }

  /** Something changed that may let waiting queries move. Many changes of one turn share a pass. */
  pumpSoon(): void {
    this.rotator.warmer.wake();
    this.#pumpThisTurn();
  }

  #pumpThisTurn(): void {
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
    this.#alarm.callOff();
    this.rotator.stop();
    const suspendAll = (jobs: Iterable<Job>): void => {
      for (const job of jobs) this.end(job, suspension());
    };
    suspendAll([...this.waiting.inRankOrder()]);
    const cancel = this.#parts.clock.after(milliseconds(graceMs), () => {
      this.#closing.hurry();
      suspendAll([...this.jobs.values()]);
    });
    await this.#work.end();
    cancel();
    suspendAll([...this.jobs.values()]);
    this.fleet.history.close();
  }

  #pump(): void {
    if (this.#halted) return;
    const now = this.#parts.clock.now();
    const models = this.fleet.views();
    const actions = plan({
      waiting: this.waiting.inServiceOrder(LOOKAHEAD),
      models,
      decide: (demand) => this.#decisions.decide(models, demand, now),
      running: this.#running,
      wished: this.#wish.current(now),
      residents: this.fleet.residents(),
      max_resident: this.#parts.warming.max_active_models,
      last_used: this.fleet.presence.lastUsed,
      rotation: this.rotator.terms(now),
      now,
      collation_period: this.#parts.collationPeriod,
    });
    for (const action of actions) this.#perform(action, now);
    const matters = this.waiting.size > 0 || this.rotator.misses;
    const rested = matters ? this.fleet.health.nextEnd(now) : null;
    this.#alarm.setToFirst([rested, this.#lightLeavesAt(now)], now);
  }

  /** Lets the Light LLM go when its time has come; else says when that will be. */
  #lightLeavesAt(now: EpochMs): EpochMs | null {
    const at = this.fleet.lightLeavesAt(now);
    const { light } = this.#parts;
    if (at === null || light === null || at > now) return at;
    const reason = `idle for ${light.idle_timeout / 1000} s`;
    this.#work.track(this.fleet.unload(light.model_id, { cause: 'idle', reason }));
    return null;
  }

  #perform(action: Action<Job>, now: EpochMs): void {
    switch (action.type) {
      case 'start':
        this.waiting.remove(action.job);
        // What was put back goes on with the turn it had.
        if (action.job.demand.begun_on === null) this.waiting.served(action.job);
        return this.#work.track(this.#attempt(action.job, action.model, action.choice));
      case 'load':
        this.#wish.granted(action.job);
        // Not waited for at a shutdown: a large model takes minutes, and the engine ends the load.
        return this.#work.letGo(this.#load(action.job, action.model, action.choice));
      case 'bring':
        return this.#work.letGo(this.#bring(action));
      case 'put_back':
        return action.job.yieldTo(action.for);
      case 'pass_over':
        action.job.passedOverSince = now;
        return;
      case 'unload':
        return this.#work.track(this.fleet.unload(action.model, action.why));
      case 'fail':
        this.waiting.remove(action.job);
        return this.#work.track(this.#giveUp(action.job, action.choice));
    }
  }

  async #attempt(job: Job, model: ModelId, choice: Choice): Promise<void> {
    const label = this.#closing.labelOf(model, choice.step);
    const decide = (demand: Demand): Choice => this.decide(demand);
    const attempt = new Attempt(this.#parts, this.fleet, { job, model, choice, label, decide });
    this.#running.add(job);
    this.#announce(job, 'running');
    await attempt.run((end) => this.#ended(job, model, choice, end));
  }

  #ended(job: Job, model: ModelId, choice: Choice, end: AttemptEnd): Promise<void> {
    this.#running.delete(job);
    this.fleet.presence.rest(model);
    switch (end.type) {
      case 'answered':
        return this.#answered(job, model, choice, end.result);
      case 'called_off':
        return this.#close(job, end.ending);
      case 'yielded':
        return this.#putBack(job, choice);
      case 'passed_on':
        return this.#passOn(job, choice);
      case 'broke_off':
        return this.#brokeOff(job, model, end.error);
    }
  }

  #answered(job: Job, model: ModelId, choice: Choice, result: GenerationResult): Promise<void> {
    this.fleet.health.recovered(model);
    if (choice.meanwhile !== null) this.#wish.answered(job, this.#parts.clock.now());
    this.#work.track(this.#closing.account(job, model, result));
    return this.#finish(job, this.#closing.success(job, model, result));
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
    if (error.code === 'INTERNAL' || job.demand.spent) {
      return this.#finish(job, this.#closing.failure(job, exhaustedError(job)));
    }
    job.demand.spent = job.isSpent;
    job.requeue();
    this.waiting.put(job);
    this.#announce(job, 'queued');
    await this.#parts.queries.requeue(job.row.query_id);
  }

  #blame(job: Job, model: ModelId, error: AppError): void {
    bookFailure(job, model, error);
    if (isFaultOfModel(error)) this.#blameModel(job, model, error);
  }

  #blameModel(job: Job, model: ModelId, error: AppError): void {
    this.fleet.blame(model, error);
    this.#parts.log.warn({ model, code: error.code, err: error }, 'a model failed');
    this.#work.track(this.#closing.account(job, model, error));
  }

  /**
   * The query that waits for the load bears its failure; the breaker warns the others. One that has
   * gone elsewhere meanwhile does not.
   */
  async #load(job: Job, model: ModelId, choice: Choice): Promise<void> {
    const { attempts } = job;
    try {
      await this.fleet.load(model, { cause: 'query', reason: choice.reason });
    } catch (caught) {
      if (this.#halted) return;
      const error = toAppError(caught);
      if (!this.waiting.has(job) || job.attempts !== attempts) {
        return this.#blameModel(job, model, error);
      }
      this.#blame(job, model, error);
      if (!costsAttempt(error)) return;
      job.attempts += 1;
      job.decide(choice, this.#parts.clock.now());
      job.demand.spent = job.isSpent;
    }
  }

  /** A load that no query waits for: its failure is the model's alone. */
  async #bring({ model, why }: Called): Promise<void> {
    try {
      await this.fleet.load(model, why);
    } catch (caught) {
      if (this.#halted) return;
      const error = toAppError(caught);
      this.fleet.blame(model, error);
      this.#parts.log.warn({ model, code: error.code, err: error }, 'a model failed');
    } finally {
      this.rotator.tried(model);
    }
  }

  /** No model can take it, now or after a pause, and nothing stands in for them. */
  async #giveUp(job: Job, choice: Choice): Promise<void> {
    job.decide(withRemote(choice), this.#parts.clock.now(), job.attempts + 1);
    await this.#finish(job, this.#closing.failure(job, nobodyCan(job, choice)));
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
}

import type { ModelId } from '../../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import { milliseconds } from '../../../shared/domain/units.ts';
import { AppError, toAppError } from '../../../shared/errors/app-error.ts';
import type { Job } from '../job.ts';
import { LifeCallers } from './life-callers.ts';
import { LifeReaders } from './life-readers.ts';
import { keepsTime, type Life, type Step } from './life-steps.ts';
import { LIGHT, LIGHT_IDLE_MS, LivedSwitch, MODELS, QUEUE_LIMIT } from './lived-switch.ts';
import {
  type Before,
  isKeptSlotTaken,
  isSlotTakenBack,
  isUrgentKeptWaiting,
  isUrgentOvertaken,
  isWantedByEquals,
  type Order,
} from './order-promises.ts';
import { rotationFaults } from './rotation-promises.ts';
import { RowPromises } from './row-promises.ts';

/** Pauses of the breaker are shorter. */
const LONG_MS = 20_000;
/** A LOW query may wait for three minutes of CRITICAL ones, and make room for three more. */
const ROUNDS_TO_END = 100;
const HOUR_MS = 3_600_000;

const anyone = (): boolean => true;

/**
 * The real Switch on a real database, through anything that can happen to it. After each step it
 * looks, from outside, whether a promise was broken (DESIGN invariants 1 to 9); `faults` says which.
 */
export class SwitchLife {
  readonly faults: string[] = [];
  readonly #life: Life;
  readonly #lived: LivedSwitch;
  readonly #readers: LifeReaders;
  readonly #rows: RowPromises;
  readonly #callers: LifeCallers;
  readonly #timed: boolean;
  readonly #pins = new Set<ModelId>();
  readonly #called = new Set<ModelId>();
  #releaseLoads: (() => void) | null = null;
  #before: Before = new Map();
  readonly #goneFirst = new Map<Job, ReadonlySet<Job>>();
  #lightIdleSince: number | null = null;
  #words = 0;

  constructor(life: Life) {
    this.#life = life;
    this.#timed = keepsTime(life);
    const must = this.#must.bind(this);
    const unloading = (id: ModelId): void => {
      const isKept = !this.#timed || this.#isMoved() || !isWantedByEquals(id, this.#order());
      must(isKept, 'a model left for whose sake its equals were to go first');
      must(!this.#pins.has(id), 'a pinned model left');
    };
    this.#lived = new LivedSwitch(life, { must, unloading });
    this.#readers = new LifeReaders(this.#lived, must);
    this.#rows = new RowPromises(this.#lived, must);
    this.#callers = new LifeCallers(
      this.#lived,
      { readers: this.#readers, rows: this.#rows },
      must,
    );
  }

  async live(): Promise<readonly string[]> {
    try {
      for (const [index, step] of this.#life.steps.entries()) {
        await this.#do(step);
        await settle();
        this.#check();
        if (this.faults.length > 0) return this.faults.map((one) => `step ${index}: ${one}`);
      }
      await this.#letAllEnd();
      return this.faults;
    } finally {
      this.#lived.close();
    }
  }

  async #do(step: Step): Promise<void> {
    const { clock, engine, router } = this.#lived;
    switch (step.type) {
      case 'ask':
        return this.#callers.ask(step);
      case 'write':
        return pick([...engine.live], step.nth)?.hooks.onText(this.#nextWord());
      case 'finish':
        return pick([...engine.live], step.nth)?.finish();
      case 'fail':
        return pick([...engine.live], step.nth)?.fail(new AppError('GENERATION_FAILED'));
      case 'cancel':
        return this.#cancel(step.nth);
      case 'disconnect':
        return this.#disconnect(step.nth);
      case 'lose': {
        const lost = pick(engine.residents(), step.nth);
        if (lost !== undefined) engine.lose(lost.model_id, new AppError('ENGINE_CRASHED'));
        return;
      }
      case 'break_load': {
        const { id = '' } = pick(MODELS, step.nth) ?? {};
        engine.loadErrors.set(id, [new AppError('ENGINE_CRASHED')]);
        return;
      }
      case 'hold_loads':
        return this.#holdLoads();
      case 'rotate':
      case 'unload':
      case 'pin':
      case 'unpin':
        return this.#moveModel(step.type, step.nth);
      case 'move':
        return this.#move(step.nth, step.priority);
      case 'judge':
        return this.#rows.judge(step);
      case 'wait':
        return clock.advance(step.ms);
      case 'set_clock':
        return clock.set(step.ms);
      case 'crash':
        return this.#restart();
      case 'stop': {
        const stopped = router.stop(milliseconds(0));
        clock.advance(0);
        await stopped;
        return this.#restart();
      }
      case 'look':
        return this.#look(() => {
          router.list({ limit: 100 });
          this.#rows.checkReaders();
          router.dispatcher.rotator.view(10);
        });
    }
  }

  async #cancel(nth: number): Promise<void> {
    const { router } = this.#lived;
    const job = pick([...router.dispatcher.jobs.values()], nth);
    if (job === undefined) return;
    const { query_id } = job.row;
    router.cancel(query_id, anyone).catch(() => undefined);
    await settle();
    this.#must(this.#lived.stateOf(query_id) === 'cancelled', 'a cancelled query did not end');
  }

  async #disconnect(nth: number): Promise<void> {
    const reader = pick(this.#readers.following, nth);
    if (reader === undefined) return;
    const job = this.#lived.router.dispatcher.jobs.get(reader.id);
    reader.leave.abort();
    await settle();
    if (job === undefined) return;
    const stays = job.row.idempotency_key !== null;
    const state = this.#lived.stateOf(reader.id);
    this.#must((state === 'cancelled') !== stays, `after a disconnect the query is ${state}`);
  }

  async #move(nth: number, priority: PriorityLevel | null): Promise<void> {
    const { router } = this.#lived;
    const job = pick([...router.dispatcher.waiting.inRankOrder()], nth);
    if (job === undefined) return;
    const wish = priority === null ? ({ place: 'front' } as const) : { priority };
    await router.move(job.row.query_id, wish, 'the operator');
  }

  #holdLoads(): void {
    const held = Promise.withResolvers<void>();
    if (this.#releaseLoads === null) this.#lived.engine.loadGate = held.promise;
    this.#releaseLoads?.();
    this.#releaseLoads = this.#releaseLoads === null ? held.resolve : null;
  }

  #moveModel(type: 'rotate' | 'unload' | 'pin' | 'unpin', nth: number): void {
    const { rotator } = this.#lived.router.dispatcher;
    const id = pick(MODELS, nth)?.id;
    if (id === undefined) return;
    try {
      rotator[type](id);
    } catch (caught) {
      const { code } = toAppError(caught);
      const isRefused = code === (type === 'pin' ? 'NO_PLACE' : 'MODEL_PINNED');
      return this.#must(isRefused, `${type} was refused with ${code}`);
    }
    if (type === 'pin') this.#pins.add(id);
    if (type === 'rotate') this.#called.add(id);
    if (type === 'unpin') this.#pins.delete(id);
  }

  /** What leaves now does so for an operator, or for a model that one has called for. */
  #isMoved(): boolean {
    const [entry] = this.#lived.router.dispatcher.fleet.history.newest(1);
    const wanted = [...this.#pins, ...this.#called];
    return (
      entry?.cause === 'operator' || wanted.some((id) => entry?.reason === `makes room for ${id}`)
    );
  }

  async #look(look: () => void): Promise<void> {
    const { engine } = this.#lived;
    const { loads } = engine;
    const begun = engine.gates.length;
    look();
    await settle();
    const same = engine.loads === loads && engine.gates.length === begun;
    this.#must(same, 'a look woke a model');
  }

  async #restart(): Promise<void> {
    await settle();
    const before = this.#rows.all();
    this.#readers.forgetAll();
    await this.#lived.restart();
    this.#releaseLoads = null;
    await settle();
    const { running, router } = this.#lived;
    const all = new Set(router.dispatcher.jobs.values());
    for (const job of running) this.#goneFirst.set(job, all);
    this.#rows.checkRestart(before);
  }

  #check(): void {
    this.#rows.check();
    const order = this.#order();
    const { engine } = this.#lived;
    this.#must(order.running.length === engine.live.size, 'answers run that nobody waits for');
    this.#must(!isKeptSlotTaken(order), 'no slot is kept for priorities 0 and 1');
    for (const fault of rotationFaults(this.#lived.router.dispatcher, order)) {
      this.#must(false, fault);
    }
    if (this.#timed) this.#checkTimed(order);
    this.#before = new Map(
      order.waiting.map((job) => [job, { rank: job.rank, behind: job.behind }]),
    );
  }

  #checkTimed(order: Order): void {
    const waited = new Set(this.#before.keys());
    for (const job of order.running) if (waited.has(job)) this.#goneFirst.set(job, waited);
    const isKept = isUrgentKeptWaiting(order, this.#goneFirst);
    this.#must(!isKept, 'CRITICAL waits behind a LOW answer');
    this.#must(!isSlotTakenBack(order, this.#before), 'what was put back took its slot back');
    this.#must(!isUrgentOvertaken(order, this.#before), 'an urgent query was overtaken');
    const light = order.residents.find(({ model_id }) => model_id === LIGHT);
    if (light?.running !== 0) this.#lightIdleSince = null;
    else this.#lightIdleSince ??= order.now;
    const idle = order.now - (this.#lightIdleSince ?? order.now);
    this.#must(idle <= LIGHT_IDLE_MS, 'the Light LLM stays in memory while nobody uses it');
  }

  #order(): Order {
    const { clock, engine, router, running } = this.#lived;
    const { fleet, waiting } = router.dispatcher;
    const ailing = fleet.views().filter(({ ailment }) => ailment !== null);
    return {
      waiting: [...waiting.inServiceOrder()],
      running,
      residents: engine.residents(),
      ailing: new Set(ailing.map(({ model }) => model.id)),
      pinned: this.#pins,
      draining: new Set(MODELS.map(({ id }) => id).filter((id) => fleet.presence.isDraining(id))),
      called: new Set([...this.#pins, ...this.#called]),
      places: this.#life.places,
      now: clock.now(),
    };
  }

  /** Answers come to their end, and somebody keeps asking: all that was there before ends, too. */
  async #letAllEnd(): Promise<void> {
    const { engine, router } = this.#lived;
    const { jobs } = router.dispatcher;
    const before = [...jobs.keys()];
    if (this.#releaseLoads !== null) this.#holdLoads();
    for (let round = 0; round < ROUNDS_TO_END && jobs.size > 0; round += 1) {
      if (before.some((id) => jobs.has(id))) await this.#keepAsking();
      for (const gate of engine.live) gate.finish();
      await settle();
      this.#check();
      await this.#restAndLook();
    }
    // Nobody asks any more.
    for (let rested = 0; rested <= LIGHT_IDLE_MS; rested += LONG_MS) await this.#restAndLook();
    this.#rows.checkAllEnded();
    await this.#checkIdle();
  }

  /** An hour in which nobody asks: nothing is foretold any more, and all have been idle for long. */
  async #checkIdle(): Promise<void> {
    const { clock, engine } = this.#lived;
    clock.advance(HOUR_MS);
    for (let looked = 0; looked < MODELS.length; looked += 1) await this.#restAndLook();
    const there = engine.residents().map(({ model_id }) => model_id);
    const left = there.filter((id) => !this.#pins.has(id));
    this.#must(left.length === 0, 'a model stays in memory while nobody uses it');
    const missing = [...this.#pins].filter((id) => !there.includes(id));
    this.#must(missing.length === 0, 'a pinned model does not come back');
  }

  async #restAndLook(): Promise<void> {
    this.#lived.clock.advance(LONG_MS);
    await settle();
    this.#check();
    await this.#look(() => void this.#lived.router.dispatcher.fleet.light());
  }

  async #keepAsking(): Promise<void> {
    const { stream } = this.#life;
    if (stream === null || !this.#timed) return;
    const { waiting } = this.#lived.router.dispatcher;
    while (waiting.size < QUEUE_LIMIT) {
      const { size } = waiting;
      await this.#callers.ask(stream);
      await settle();
      this.#check();
      if (waiting.size < size) return;
    }
  }

  #nextWord(): string {
    this.#words += 1;
    return `palabra${this.#words} `;
  }

  #must(kept: boolean, fault: string): void {
    if (!kept) this.faults.push(fault);
  }
}

function pick<Item>(items: readonly Item[], nth: number): Item | undefined {
  return items[nth % Math.max(1, items.length)];
}

/** Until all that is due has been done: promises, the end of the turn, its commit. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

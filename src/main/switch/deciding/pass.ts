import type { ResidentModel } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import type { Choice } from './choosing/terms.ts';
import { Collation } from './collation.ts';
import {
  type Action,
  type Applicant,
  type Called,
  decided,
  type Foreseen,
  type Snapshot,
  slotsFor,
} from './plan-terms.ts';

/** For these, what runs at the lowest priority is put back. The level below has the kept slot. */
const MAY_PUT_BACK: PriorityLevel = 0;

const COMES_OR_GOES: ReadonlySet<string> = new Set(['load', 'bring', 'unload']);
const UNLOADED = { cause: 'operator', reason: 'An operator has let it go.' } as const;

/** One that waits, and what would be done with it if there were room. */
export interface Considered<Job> {
  readonly job: Job;
  readonly choice: Choice;
}

/** How soon a model can be idle: at once, soon, when what runs is put back, or nobody knows. */
const Drain = { idle: 0, stopping: 1, yields: 2, unknown: 3 } as const;

/** One pass over the queue. It keeps what this pass has already promised. */
export class Pass<Job extends Applicant<Job>> {
  readonly actions: Action<Job>[] = [];
  readonly #snapshot: Snapshot<Job>;
  /** It has a place of its own: it takes none from the others, and none of them needs its. */
  readonly #light: ModelId | undefined;
  readonly #running: Map<ModelId, number>;
  /** Models that a better-ranked query uses or waits for; nobody below may take them away. */
  readonly #claimed = new Set<ModelId>();
  /** Running queries told to stop, by model, whose slots nobody in this pass counts on yet. */
  readonly #toCome: Map<ModelId, number>;
  /** Models whose next slot goes to a better-ranked query that could itself be put back. */
  readonly #spoken = new Set<ModelId>();
  /** Put back by this pass. */
  readonly #yielding = new Set<Job>();
  /** Models that must leave for a better-ranked query, so nobody below starts on them. */
  readonly #leaving = new Set<ModelId>();
  /** Models that were called for, and those that drain to make room for them. */
  readonly #drainingFor = new Map<ModelId, ModelId>();
  readonly #collation: Collation<Job>;
  /** Models that stay for queries of this level, though a better-ranked equal needs the place. */
  readonly #kept = new Map<ModelId, PriorityLevel>();
  #places: number;
  /** Places that become free without anything more having to leave. */
  #placesToCome: number;

  constructor(snapshot: Snapshot<Job>, queue: readonly Considered<Job>[]) {
    this.#snapshot = snapshot;
    this.#collation = new Collation(
      snapshot,
      queue.map(({ job, choice }) => [job, choice.chosen]),
    );
    this.#running = new Map(snapshot.residents.map((one) => [one.model_id, one.running]));
    this.#toCome = leavingByModel(snapshot.running);
    this.#light = snapshot.models.find(({ light }) => light)?.model.id;
    const placed = snapshot.residents.filter(({ model_id }) => !this.#isLight(model_id));
    this.#places = snapshot.max_resident - placed.length;
    this.#placesToCome = placed.filter(({ state }) => state === 'unloading').length;
  }

  /** They leave once nothing runs on them. */
  release(models: Iterable<ModelId>): void {
    for (const model of models) {
      const state = this.#snapshot.residents.find((one) => one.model_id === model)?.state;
      if (state === undefined || state === 'unloading' || !this.#isIdle(model)) continue;
      this.#leaving.add(model);
      if (!this.#isLight(model)) this.#placesToCome += 1;
      this.actions.push({ type: 'unload', model, why: UNLOADED });
    }
  }

  /** Before all that waits. Where every model is at work, one of them takes nothing new. */
  bringCalled(called: Called): void {
    const { model } = called;
    const isClaimed = this.#claimed.has(model);
    this.#claimed.add(model);
    if (isClaimed || this.#isThere(model)) return;
    if (this.#takesPlace(model)) this.actions.push({ type: 'bring', ...called });
    else if (this.#needsRoom()) this.#makeRoomForCalled(model);
  }

  #makeRoomForCalled(model: ModelId): void {
    const victim = this.#dispensable();
    if (victim !== undefined && !this.#leave(victim, model)) this.#drainingFor.set(model, victim);
  }

  /** Last of all: it must not be in the way of anything that waits. */
  foresee(step: Foreseen): void {
    const { model } = step;
    const isInTheWay =
      this.#claimed.has(model) || this.#takesNoMore(model) || this.#kept.has(model);
    if (isInTheWay || this.actions.some(({ type }) => COMES_OR_GOES.has(type))) return;
    if (step.type === 'unload') {
      if (this.#isIdle(model)) this.actions.push(step);
    } else if (!this.#isThere(model) && this.#takesPlace(model)) {
      const why = { cause: 'prediction', reason: step.reason } as const;
      this.actions.push({ type: 'bring', model, why });
    }
  }

  consider({ job, choice }: Considered<Job>): void {
    const model = choice.chosen;
    this.#collation.considered(job, model);
    if (model === null) {
      if (!choice.worth_waiting) this.actions.push({ type: 'fail', job, choice });
      return;
    }
    const resident = this.#snapshot.residents.find((one) => one.model_id === model);
    if (resident === undefined) this.#bringIn(job, model, choice);
    else this.#startOn(resident, job, choice);
    this.#bringMeanwhile(job, choice);
  }

  isAnsweredByLight({ leaving, model }: Job): boolean {
    return model !== null && !leaving && this.#isLight(model);
  }

  /** The right model for what the Light LLM answers: the next query should find it. */
  prepareFor(job: Job): void {
    this.#bringMeanwhile(job, decided(this.#snapshot, job));
  }

  #bringMeanwhile(job: Job, choice: Choice): void {
    const { meanwhile } = choice;
    if (meanwhile === null) return;
    if (this.#isThere(meanwhile)) this.#claimed.add(meanwhile);
    else this.#bringIn(job, meanwhile, choice);
  }

  /** In memory, or on its way there or out. */
  #isThere(id: ModelId): boolean {
    return this.#snapshot.residents.some(({ model_id }) => model_id === id);
  }

  #isLight(id: ModelId): boolean {
    return id === this.#light;
  }

  #startOn(resident: ResidentModel, job: Job, choice: Choice): void {
    const { model_id: model, state, slots } = resident;
    const running = this.#running.get(model) ?? 0;
    // It leaves, and comes back for this one.
    if (this.#isMovedAway(model)) return this.#clear(model, job);
    if (this.#leaving.has(model) || this.#isKeptFromBelow(model, job)) return;
    this.#claimed.add(model);
    if (state !== 'ready') return;
    if (running >= slotsFor(job.priority, slots)) return this.#waitForSlot(resident, job);
    this.#running.set(model, running + 1);
    this.actions.push({ type: 'start', job, model, choice });
  }

  /** A slot that is about to become free will do; only without one must somebody make room. */
  #waitForSlot({ model_id: model, slots }: ResidentModel, job: Job): void {
    if (job.priority > MAY_PUT_BACK) {
      if (job.mayBePutBack && slotsFor(job.priority, slots) === slots) this.#spoken.add(model);
      return;
    }
    const toCome = this.#toCome.get(model) ?? 0;
    if (toCome > 0) this.#toCome.set(model, toCome - 1);
    else this.#putBack(this.#least(model), job);
  }

  /** Of what may be put back on a model, the one that has written least; none when in vain. */
  #least(model: ModelId): readonly Job[] {
    if (this.#spoken.has(model)) return [];
    return this.#on(model)
      .filter(({ mayBePutBack }) => mayBePutBack)
      .slice(0, 1);
  }

  /** What runs on a model and has not been told to stop: what has written least first. */
  #on(model: ModelId): readonly Job[] {
    return [...this.#snapshot.running]
      .filter((one) => one.model === model && !one.leaving && !this.#yielding.has(one))
      .toSorted((a, b) => a.written - b.written);
  }

  #putBack(jobs: readonly Job[], urgent: Job): void {
    for (const job of jobs) {
      this.#yielding.add(job);
      this.actions.push({ type: 'put_back', job, for: urgent });
    }
  }

  #bringIn(job: Job, model: ModelId, choice: Choice): void {
    // A better-ranked query is bringing it in, or it was called for.
    if (this.#claimed.has(model)) return this.#clear(this.#drainingFor.get(model), job);
    this.#claimed.add(model);
    if (this.#takesPlace(model)) this.actions.push({ type: 'load', job, model, choice });
    else if (this.#needsRoom()) this.#makeRoom(model, job);
  }

  #takesPlace(model: ModelId): boolean {
    if (this.#isLight(model)) return true;
    this.#places -= 1;
    return this.#places >= 0;
  }

  /** A model that is on its way out makes the room; a second one need not leave for it. */
  #needsRoom(): boolean {
    this.#placesToCome -= 1;
    return this.#placesToCome < 0;
  }

  /** A model leaves; it drains first. */
  #makeRoom(forModel: ModelId, job: Job): void {
    const victim = this.#victim(job);
    if (victim !== undefined && !this.#leave(victim, forModel)) this.#clear(victim, job);
  }

  /** What runs on a model that is to leave makes way, if all of it may. */
  #clear(victim: ModelId | undefined, job: Job): void {
    if (victim === undefined || job.priority > MAY_PUT_BACK) return;
    if (this.#drain(victim) < Drain.unknown) this.#putBack(this.#on(victim), job);
  }

  /** @returns whether it can go at once */
  #leave(victim: ModelId, forModel: ModelId): boolean {
    this.#leaving.add(victim);
    const isIdle = this.#isIdle(victim);
    const why = { cause: 'room', reason: `makes room for ${forModel}` } as const;
    if (isIdle) this.actions.push({ type: 'unload', model: victim, why });
    return isIdle;
  }

  /** It drains because an operator let it go, or because another one was called for. */
  #isMovedAway(model: ModelId): boolean {
    const { released } = this.#snapshot.rotation;
    return released.has(model) || [...this.#drainingFor.values()].includes(model);
  }

  #takesNoMore(model: ModelId): boolean {
    return this.#leaving.has(model) || this.#snapshot.rotation.released.has(model);
  }

  /** Of those that may leave whatever waits, the one that can do so soonest. */
  #dispensable(): ModelId | undefined {
    return this.#present(
      (id) => this.#isDispensable(id),
      (id) => this.#drain(id),
    )[0];
  }

  /**
   * The least recently used model that nobody better-ranked needs. If equals wait for it, it stays
   * for a while, and another one leaves that none of them waits for.
   */
  #victim(job: Job): ModelId | undefined {
    const victims = this.#present(
      (id) => this.#mayLeave(id, job),
      (id) => (job.priority > MAY_PUT_BACK ? Drain.idle : this.#drain(id)),
    );
    const [first] = victims;
    const wanted = victims.filter((id) => this.#collation.isWantedByEquals(id, job));
    if (first === undefined || !wanted.includes(first)) return first;
    if (!this.#collation.mayPassOver(job)) return first;
    this.#passOver(job, wanted);
    return victims.find((id) => !wanted.includes(id));
  }

  /**
   * Who can leave soonest comes first, then who was let go, then what was only foretold, then who was
   * not used for longest.
   */
  #present(may: (id: ModelId) => boolean, wait: (id: ModelId) => number): readonly ModelId[] {
    const { residents, rotation, last_used } = this.#snapshot;
    const spare = (id: ModelId): number =>
      rotation.released.has(id) ? 2 : Number(rotation.predicted.has(id));
    const used = (id: ModelId): number => last_used.get(id) ?? 0;
    return residents
      .filter(({ model_id, state }) => state === 'ready' || this.#mayBeCalledOff(model_id, state))
      .map(({ model_id }) => model_id)
      .filter(may)
      .toSorted((a, b) => wait(a) - wait(b) || spare(b) - spare(a) || used(a) - used(b));
  }

  /** A load that was only foretold gives way, unless somebody waits for it by now. */
  #mayBeCalledOff(model: ModelId, state: ResidentModel['state']): boolean {
    const { predicted } = this.#snapshot.rotation;
    return state === 'loading' && predicted.has(model) && !this.#collation.isWanted(model);
  }

  /** Of a level, only the first in line counts the time: those behind it wait for it anyway. */
  #passOver(job: Job, models: readonly ModelId[]): void {
    const isFirst = ![...this.#kept.values()].includes(job.priority);
    for (const id of models) this.#kept.set(id, job.priority);
    if (isFirst && job.passedOverSince === null) this.actions.push({ type: 'pass_over', job });
  }

  #isKeptFromBelow(model: ModelId, { priority }: Job): boolean {
    const level = this.#kept.get(model);
    return level !== undefined && level < priority;
  }

  #isIdle(model: ModelId): boolean {
    return (this.#running.get(model) ?? 0) === 0;
  }

  #drain(model: ModelId): number {
    if (this.#isIdle(model)) return Drain.idle;
    const on = this.#on(model);
    if (on.length === 0) return Drain.stopping;
    return on.every(({ mayBePutBack }) => mayBePutBack) ? Drain.yields : Drain.unknown;
  }

  #mayLeave(model: ModelId, job: Job): boolean {
    return this.#isDispensable(model) && !this.#isKeptFromBelow(model, job);
  }

  #isDispensable(model: ModelId): boolean {
    if (this.#isLight(model) || this.#claimed.has(model) || this.#leaving.has(model)) return false;
    return !this.#snapshot.rotation.pinned.has(model);
  }
}

function leavingByModel<Job extends Applicant<Job>>(running: Iterable<Job>): Map<ModelId, number> {
  const counts = new Map<ModelId, number>();
  for (const { model, leaving } of running) {
    if (leaving && model !== null) counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  return counts;
}

import type { ResidentModel } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import { type Choice, choose, type Demand, type ModelView } from './choose.ts';
import { Collation, type CollationTerms, type Passable } from './collation.ts';

/** A query as the plan sees it. */
export interface Applicant<Job> extends Passable {
  readonly demand: Demand;
  /** One that waits too, for which this one was put back: it goes first, whatever their ranks. */
  readonly behind: Job | null;
  /** The model it runs on. */
  readonly model: ModelId | null;
  /** It runs and has been told to stop. */
  readonly leaving: boolean;
  /** It runs, and a more urgent query may have its slot. */
  readonly mayBePutBack: boolean;
  /** How much it has written, to compare by. */
  readonly written: number;
}

export interface Snapshot<Job extends Applicant<Job>> extends CollationTerms {
  /** Best rank first. */
  readonly waiting: Iterable<Job>;
  readonly running: Iterable<Job>;
  /** Answered by the Light LLM; its right model may still be missing. */
  readonly wished?: Job | undefined;
  readonly models: readonly ModelView[];
  readonly residents: readonly ResidentModel[];
  /** Models that may be in memory at once. */
  readonly max_resident: number;
  /** When each model last started an answer, ms since 1970. */
  readonly last_used: ReadonlyMap<ModelId, number>;
}

export type Action<Job> =
  | { readonly type: 'start'; readonly job: Job; readonly model: ModelId; readonly choice: Choice }
  | { readonly type: 'load'; readonly job: Job; readonly model: ModelId; readonly choice: Choice }
  | { readonly type: 'put_back'; readonly job: Job; readonly for: Job }
  | { readonly type: 'unload'; readonly model: ModelId; readonly reason: string }
  /** Its equals go first from now on, for a while. */
  | { readonly type: 'pass_over'; readonly job: Job }
  | { readonly type: 'fail'; readonly job: Job; readonly choice: Choice };

/**
 * How far down each priority one pass looks, so that no backlog hides a more urgent query. It bounds
 * the work of a pass; a query further down whose model happens to be idle waits until those before
 * it have moved. Collation sees no further either: with one place and k models, k - 1 swaps at most
 * for each 64 of a level, which is the 64 the first of them was in sight with.
 */
export const LOOKAHEAD = 64;

/** For these, what runs at the lowest priority is put back. The level below has the kept slot. */
const MAY_PUT_BACK: PriorityLevel = 0;

/** One slot of a model with several is kept for priorities 0 and 1. */
export function slotsFor(priority: PriorityLevel, slots: number): number {
  return priority <= 1 || slots === 1 ? slots : slots - 1;
}

/** One that waits, and what would be done with it if there were room. */
interface Considered<Job> {
  readonly job: Job;
  readonly choice: Choice;
}

/** How soon a model can be idle: at once, soon, when what runs is put back, or nobody knows. */
const Drain = { idle: 0, stopping: 1, yields: 2, unknown: 3 } as const;

/** One pass over the queue. It keeps what this pass has already promised. */
class Pass<Job extends Applicant<Job>> {
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
    this.#bringMeanwhile(job, choose(this.#snapshot.models, job.demand));
  }

  #bringMeanwhile(job: Job, choice: Choice): void {
    const { meanwhile } = choice;
    if (meanwhile === null) return;
    if (this.#snapshot.residents.some((one) => one.model_id === meanwhile)) {
      this.#claimed.add(meanwhile);
    } else this.#bringIn(job, meanwhile, choice);
  }

  #isLight(id: ModelId): boolean {
    return id === this.#light;
  }

  #startOn(resident: ResidentModel, job: Job, choice: Choice): void {
    const { model_id: model, state, slots } = resident;
    const running = this.#running.get(model) ?? 0;
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
    if (this.#claimed.has(model)) return; // A better-ranked query is bringing it in.
    this.#claimed.add(model);
    if (this.#isLight(model) || this.#places > 0) {
      if (!this.#isLight(model)) this.#places -= 1;
      this.actions.push({ type: 'load', job, model, choice });
      return;
    }
    // A model that is on its way out makes the room; a second one need not leave for it.
    if (this.#placesToCome > 0) this.#placesToCome -= 1;
    else this.#makeRoom(model, job);
  }

  /** A model leaves; it drains first. */
  #makeRoom(forModel: ModelId, job: Job): void {
    const victim = this.#victim(job);
    if (victim === undefined) return;
    this.#leaving.add(victim);
    if (this.#isIdle(victim)) {
      const reason = `makes room for ${forModel}`;
      this.actions.push({ type: 'unload', model: victim, reason });
    } else if (job.priority <= MAY_PUT_BACK && this.#drain(victim) < Drain.unknown) {
      this.#putBack(this.#on(victim), job);
    }
  }

  /**
   * The least recently used model that nobody better-ranked needs. If equals wait for it, it stays
   * for a while, and another one leaves that none of them waits for.
   */
  #victim(job: Job): ModelId | undefined {
    const used = (id: ModelId): number => this.#snapshot.last_used.get(id) ?? 0;
    const wait = (id: ModelId): number => (job.priority > MAY_PUT_BACK ? 0 : this.#drain(id));
    const victims = this.#snapshot.residents
      .filter(({ model_id, state }) => state === 'ready' && this.#mayLeave(model_id, job))
      .map(({ model_id }) => model_id)
      .toSorted((a, b) => wait(a) - wait(b) || used(a) - used(b));
    const [first] = victims;
    const wanted = victims.filter((id) => this.#collation.isWantedByEquals(id, job));
    if (first === undefined || !wanted.includes(first)) return first;
    if (!this.#collation.mayPassOver(job)) return first;
    this.#passOver(job, wanted);
    return victims.find((id) => !wanted.includes(id));
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
    if (this.#isLight(model) || this.#claimed.has(model) || this.#leaving.has(model)) return false;
    return !this.#isKeptFromBelow(model, job);
  }
}

function leavingByModel<Job extends Applicant<Job>>(running: Iterable<Job>): Map<ModelId, number> {
  const counts = new Map<ModelId, number>();
  for (const { model, leaving } of running) {
    if (leaving && model !== null) counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  return counts;
}

/**
 * By rank, but one that was put back comes after the one it made room for. Its rank may be better,
 * after a long answer, and it would take back the slot it has just given.
 */
function* inTurn<Job extends Applicant<Job>>(waiting: Iterable<Job>): Generator<Job, void, void> {
  const seen = new Set<Job>();
  for (const job of waiting) {
    for (const one of job.behind === null ? [job] : [job.behind, job]) {
      if (!seen.has(one)) yield one;
      seen.add(one);
    }
  }
}

/**
 * What to do now. A pure function of the snapshot: nothing is remembered between passes, so a
 * draining model stops draining by itself when the query it made room for is gone.
 */
export function plan<Job extends Applicant<Job>>(snapshot: Snapshot<Job>): readonly Action<Job>[] {
  const queue = inSight(snapshot.waiting).map((job) => {
    return { job, choice: choose(snapshot.models, job.demand) };
  });
  const pass = new Pass(snapshot, queue);
  for (const one of queue) pass.consider(one);
  for (const job of snapshot.running) if (pass.isAnsweredByLight(job)) pass.prepareFor(job);
  if (snapshot.wished !== undefined) pass.prepareFor(snapshot.wished);
  return pass.actions;
}

/** In turn, and of each level no more than a pass looks at. */
function inSight<Job extends Applicant<Job>>(waiting: Iterable<Job>): readonly Job[] {
  const looked = [0, 0, 0, 0];
  return [...inTurn(waiting)].filter(({ priority }) => {
    const before = looked[priority] ?? 0;
    looked[priority] = before + 1;
    return before < LOOKAHEAD;
  });
}

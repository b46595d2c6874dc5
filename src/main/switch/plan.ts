import type { ResidentModel } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../shared/domain/priority.ts';
import { type Choice, choose, type Demand, type ModelView } from './choose.ts';

/** A waiting query as the plan sees it. */
export interface Applicant {
  readonly priority: PriorityLevel;
  readonly demand: Demand;
}

export interface Snapshot<Job extends Applicant> {
  /** Best rank first. */
  readonly waiting: Iterable<Job>;
  readonly models: readonly ModelView[];
  readonly residents: readonly ResidentModel[];
  /** Models that may be in memory at once. */
  readonly max_resident: number;
  /** When each model last started an answer, ms since 1970. */
  readonly last_used: ReadonlyMap<ModelId, number>;
}

export type Action<Job extends Applicant> =
  | { readonly type: 'start'; readonly job: Job; readonly model: ModelId; readonly choice: Choice }
  | { readonly type: 'load'; readonly job: Job; readonly model: ModelId; readonly choice: Choice }
  | { readonly type: 'unload'; readonly model: ModelId; readonly reason: string }
  | { readonly type: 'fail'; readonly job: Job; readonly choice: Choice };

/**
 * How far down each priority one pass looks, so that no backlog hides a more urgent query. It bounds
 * the work of a pass; a query further down whose model happens to be idle waits until those before
 * it have moved.
 */
export const LOOKAHEAD = 64;

/** One slot of a model with several is kept for priorities 0 and 1. */
export function slotsFor(priority: PriorityLevel, slots: number): number {
  return priority <= 1 || slots === 1 ? slots : slots - 1;
}

/** One pass over the queue. It keeps what this pass has already promised. */
class Pass<Job extends Applicant> {
  readonly actions: Action<Job>[] = [];
  readonly #snapshot: Snapshot<Job>;
  readonly #running: Map<ModelId, number>;
  /** Models that a better-ranked query uses or waits for; nobody below may take them away. */
  readonly #claimed = new Set<ModelId>();
  /** Models that must leave for a better-ranked query, so nobody below starts on them. */
  readonly #leaving = new Set<ModelId>();
  #places: number;
  /** Places that become free without anything more having to leave. */
  #placesToCome: number;

  constructor(snapshot: Snapshot<Job>) {
    this.#snapshot = snapshot;
    this.#running = new Map(snapshot.residents.map((one) => [one.model_id, one.running]));
    this.#places = snapshot.max_resident - snapshot.residents.length;
    this.#placesToCome = snapshot.residents.filter(({ state }) => state === 'unloading').length;
  }

  consider(job: Job): void {
    const choice = choose(this.#snapshot.models, job.demand);
    const model = choice.chosen;
    if (model === null) {
      if (!choice.worth_waiting) this.actions.push({ type: 'fail', job, choice });
      return;
    }
    const resident = this.#snapshot.residents.find((one) => one.model_id === model);
    if (resident === undefined) this.#bringIn(job, model, choice);
    else this.#startOn(resident, job, choice);
  }

  #startOn(resident: ResidentModel, job: Job, choice: Choice): void {
    const { model_id: model, state, slots } = resident;
    const running = this.#running.get(model) ?? 0;
    if (this.#leaving.has(model)) return;
    this.#claimed.add(model);
    if (state !== 'ready' || running >= slotsFor(job.priority, slots)) return;
    this.#running.set(model, running + 1);
    this.actions.push({ type: 'start', job, model, choice });
  }

  #bringIn(job: Job, model: ModelId, choice: Choice): void {
    if (this.#claimed.has(model)) return; // A better-ranked query is bringing it in.
    this.#claimed.add(model);
    if (this.#places > 0) {
      this.#places -= 1;
      this.actions.push({ type: 'load', job, model, choice });
      return;
    }
    // A model that is on its way out makes the room; a second one need not leave for it.
    if (this.#placesToCome > 0) this.#placesToCome -= 1;
    else this.#makeRoom(model);
  }

  /** The least recently used model that nobody better-ranked needs leaves; it drains first. */
  #makeRoom(forModel: ModelId): void {
    const used = (id: ModelId): number => this.#snapshot.last_used.get(id) ?? 0;
    const victim = this.#snapshot.residents
      .filter(({ model_id, state }) => state === 'ready' && this.#mayLeave(model_id))
      .toSorted((a, b) => used(a.model_id) - used(b.model_id))[0];
    if (victim === undefined) return;
    this.#leaving.add(victim.model_id);
    if ((this.#running.get(victim.model_id) ?? 0) > 0) return;
    const reason = `makes room for ${forModel}`;
    this.actions.push({ type: 'unload', model: victim.model_id, reason });
  }

  #mayLeave(model: ModelId): boolean {
    return !this.#claimed.has(model) && !this.#leaving.has(model);
  }
}

/**
 * What to do now. A pure function of the snapshot: nothing is remembered between passes, so a
 * draining model stops draining by itself when the query it made room for is gone.
 */
export function plan<Job extends Applicant>(snapshot: Snapshot<Job>): readonly Action<Job>[] {
  const pass = new Pass(snapshot);
  const looked = [0, 0, 0, 0];
  for (const job of snapshot.waiting) {
    const before = looked[job.priority] ?? 0;
    if (before >= LOOKAHEAD) continue;
    looked[job.priority] = before + 1;
    pass.consider(job);
  }
  return pass.actions;
}

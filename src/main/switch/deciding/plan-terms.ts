import type { ResidentModel } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import type { LoadWhy, Why } from '../rotating/presence.ts';
import { choose } from './choose.ts';
import type { Choice, Demand, ModelView } from './choosing/terms.ts';
import type { CollationTerms, Passable } from './collation.ts';

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
  /** Says what `choose` says of these models, if it is there: it may know it already. */
  readonly decide?: (demand: Demand) => Choice;
  readonly residents: readonly ResidentModel[];
  /** Models that may be in memory at once. */
  readonly max_resident: number;
  /** When each model last started an answer, ms since 1970. */
  readonly last_used: ReadonlyMap<ModelId, number>;
  readonly rotation: RotationTerms;
}

/** A load that no query waits for. */
export interface Called {
  readonly model: ModelId;
  readonly why: LoadWhy;
}

/** What is wanted of models besides what waits. */
export interface RotationTerms {
  /** To be brought in before all that waits; what is there already stays for this pass. */
  readonly called: readonly Called[];
  /** To leave as soon as nothing runs on them. */
  readonly released: ReadonlySet<ModelId>;
  /** They leave for nobody. */
  readonly pinned: ReadonlySet<ModelId>;
  /** In memory, or on the way, because they were foretold: the first to leave. */
  readonly predicted: ReadonlySet<ModelId>;
  /** What prediction or idleness would have done, if nothing that waits is against it. */
  readonly foreseen: Foreseen | null;
}

export type Foreseen =
  | { readonly type: 'warm'; readonly model: ModelId; readonly reason: string }
  | { readonly type: 'unload'; readonly model: ModelId; readonly why: Why };

export type Action<Job> =
  | { readonly type: 'start'; readonly job: Job; readonly model: ModelId; readonly choice: Choice }
  | { readonly type: 'load'; readonly job: Job; readonly model: ModelId; readonly choice: Choice }
  /** No query waits for this one. */
  | ({ readonly type: 'bring' } & Called)
  | { readonly type: 'put_back'; readonly job: Job; readonly for: Job }
  | { readonly type: 'unload'; readonly model: ModelId; readonly why: Why }
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

/** One slot of a model with several is kept for priorities 0 and 1. */
export function slotsFor(priority: PriorityLevel, slots: number): number {
  return priority <= 1 || slots === 1 ? slots : slots - 1;
}

/**
 * Which model takes a query as things stand. Nobody waits, and no model leaves, for the sake of a
 * trial: then the query goes where it would have gone without.
 */
export function decided<Job extends Applicant<Job>>(snapshot: Snapshot<Job>, job: Job): Choice {
  const decide = snapshot.decide ?? ((demand) => choose(snapshot.models, demand));
  const choice = decide(job.demand);
  if (!choice.explores || hasPlace(snapshot, choice.chosen, job)) return choice;
  return decide({ ...job.demand, tries_out: false });
}

/** For an answer on a model that is there, or for a model that must come. */
function hasPlace<Job extends Applicant<Job>>(
  { models, residents, max_resident }: Snapshot<Job>,
  model: ModelId | null,
  { priority }: Job,
): boolean {
  const there = residents.find(({ model_id }) => model_id === model);
  if (there !== undefined) {
    return there.state !== 'ready' || there.running < slotsFor(priority, there.slots);
  }
  const light = models.find((view) => view.light)?.model.id;
  return residents.filter(({ model_id }) => model_id !== light).length < max_resident;
}

import type { ResidentModel } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import type { Job } from '../job.ts';
import { COLLATION_MS, LIGHT } from './lived-switch.ts';

/** Who waits and who runs, at a moment when all that was due has been done. */
export interface Order {
  /** In the order in which they are served. */
  readonly waiting: readonly Job[];
  readonly running: readonly Job[];
  readonly residents: readonly ResidentModel[];
  readonly ailing: ReadonlySet<string>;
  readonly pinned: ReadonlySet<ModelId>;
  /** Let go by an operator: they take nothing new. */
  readonly draining: ReadonlySet<ModelId>;
  /** Models that were called for by an operator, or pinned; they go before all that waits. */
  readonly called: ReadonlySet<ModelId>;
  readonly places: number;
  readonly now: number;
}

/** Somebody less urgent than HIGH has the slot that is kept (DESIGN invariant 6). */
export function isKeptSlotTaken({ residents, running }: Order): boolean {
  return residents.some(({ model_id, slots }) => {
    const low = running.filter(({ model, priority }) => model === model_id && priority > 1);
    return slots > 1 && low.length >= slots;
  });
}

/** A model that a query could only be kept from by others: the only one it may take. */
export function wantedModel({ demand }: Job, ailing: ReadonlySet<string>): string | null {
  const { excluded, preference, spent } = demand;
  return excluded.size > 0 || spent || preference === null || ailing.has(preference)
    ? null
    : preference;
}

/** How those stood that waited after the last step. */
export type Before = ReadonlyMap<Job, Pick<Job, 'rank' | 'behind'>>;

/**
 * The first in line is CRITICAL, and LOW answers are in its way that could be put back: in the slots
 * of its model, or in a model whose place in memory it needs.
 * @param goneFirst those that began while others waited, and who these were: age may let a LOW query
 * go first
 */
export function isUrgentKeptWaiting(
  order: Order,
  goneFirst: ReadonlyMap<Job, ReadonlySet<Job>>,
): boolean {
  const { ailing, called, draining, pinned, places, residents, running, waiting } = order;
  const head = waiting[0]?.behind ?? waiting[0];
  const wanted = head?.priority === 0 ? wantedModel(head, ailing) : null;
  if (head === undefined || wanted === null) return false;
  const yields = (id: ModelId): boolean[] =>
    running
      .filter(({ model }) => model === id)
      .map((job) => job.mayBePutBack && goneFirst.get(job)?.has(head) !== true);
  const isThere = (id: string): boolean => residents.some(({ model_id }) => model_id === id);
  const isNext = [...called].every((id) => id === wanted || isThere(id));
  const there = residents.find(({ model_id }) => model_id === wanted);
  if (there !== undefined) {
    const inTheWay = yields(there.model_id);
    // What must leave and come back helps nobody with one of its slots.
    const isEmptied = inTheWay.length > 0 && inTheWay.every(Boolean);
    const stays = isNext && !draining.has(there.model_id);
    return there.state === 'ready' && (stays ? inTheWay.includes(true) : isEmptied);
  }
  const placed = residents.filter(({ model_id }) => model_id !== LIGHT);
  // Another CRITICAL query may keep a model in memory for a while.
  const alone = waiting.every((job) => job.priority > 0 || job.demand.preference === wanted);
  if (!alone || !isNext || placed.length < places) return false;
  return placed.some(({ model_id: id }) => !pinned.has(id) && yields(id).every(Boolean));
}

/** Somebody was put back for a query that waits, and has taken the slot back before it. */
export function isSlotTakenBack({ ailing, running, waiting }: Order, before: Before): boolean {
  return running.some((job) => {
    const first = before.get(job)?.behind ?? null;
    return first !== null && waiting.includes(first) && wantedModel(first, ailing) === job.model;
  });
}

/** DESIGN invariant 6: waiting for a minute is worth a level. */
const standing = ({ created_at, priority }: Job): number => created_at + priority * 60_000;

/**
 * Somebody began whom a more urgent query that wants the same model would have had to precede: the
 * other has not waited for long enough to make up for its level.
 */
export function isUrgentOvertaken({ ailing, running, waiting }: Order, before: Before): boolean {
  const stayed = (job: Job): boolean => before.get(job)?.rank === job.rank && job.putBacks === 0;
  return running.filter(stayed).some((one) => {
    // Also who has come back since: it holds the place of its level.
    const equals = [...before.keys(), ...waiting].filter(
      ({ priority }) => priority === one.priority,
    );
    return waiting.some(
      (other) =>
        other.priority < one.priority &&
        stayed(other) &&
        ![other, ...equals].some(({ wasPlaced }) => wasPlaced) &&
        wantedModel(other, ailing) === one.model &&
        // A level stands where the oldest of it does.
        equals.every((equal) => standing(equal) > standing(other)),
    );
  });
}

/** Equals wait for a model that leaves, and nobody has waited for long (docs/adr/0012). */
export function isWantedByEquals(leaving: ModelId, order: Order): boolean {
  const { ailing, now, waiting } = order;
  const level = waiting[0]?.priority;
  return (
    leaving !== LIGHT &&
    waiting.every(
      ({ created_at, priority }) => priority === level && now - created_at < COLLATION_MS,
    ) &&
    waiting.some((job) => wantedModel(job, ailing) === leaving)
  );
}

import type { QueryId } from '../../../shared/domain/ids.ts';
import { type PriorityLevel, priorityName } from '../../../shared/domain/priority.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Job } from '../job.ts';
import type { QueryMove } from '../ports.ts';
import type { FairList } from './fair-list.ts';
import { rankOf } from './waiting-list.ts';

/** Where an operator wants a query that waits. */
export interface MoveWish {
  readonly place?: 'front' | { readonly before: QueryId } | undefined;
  readonly priority?: PriorityLevel | undefined;
}

export interface MoveScene {
  readonly jobs: ReadonlyMap<QueryId, Job>;
  readonly waiting: FairList<Job>;
  readonly now: EpochMs;
}

function successorOf(job: Job, { before }: { before: QueryId }, { jobs, waiting }: MoveScene): Job {
  const other = jobs.get(before);
  if (other !== undefined && other !== job && waiting.has(other)) return other;
  throw new AppError('QUERY_NOT_WAITING', {
    message: `The query to move it before (${before}) is not another one that waits.`,
    data: { query_id: before },
  });
}

/**
 * The best ranked of all that are served from the successor on. Callers have turns, so somebody with
 * a better rank than the successor's may come after it, and hold the place of its level until then.
 */
function bestFrom(successor: Job, job: Job, waiting: FairList<Job>): Job {
  const served = [...waiting.inServiceOrder()];
  const rest = served.slice(served.indexOf(successor)).filter((one) => one !== job);
  return rest.reduce((best, one) => (one.rank < best.rank ? one : best), successor);
}

function newRank(job: Job, priority: PriorityLevel, { place }: MoveWish, scene: MoveScene): number {
  // A new priority alone lets the time it has waited count on.
  if (place === undefined) return rankOf(job.created_at, priority);
  const { waiting } = scene;
  const successor =
    place === 'front' ? waiting.inServiceOrder(1).next().value : successorOf(job, place, scene);
  if (!successor || successor === job) return job.rank;
  return waiting.rankBefore(bestFrom(successor, job, waiting));
}

/** For the caller to read: ids of other queries are not the caller's to see. */
function describeMove(job: Job, priority: PriorityLevel, { place }: MoveWish, by: string): string {
  const steps = [
    place === 'front' ? ['to the front'] : [],
    typeof place === 'object' ? ['before another query'] : [],
    priority === job.priority ? [] : [`to ${priorityName(priority)}`],
  ];
  return `Moved ${steps.flat().join(' and ')} by ${by}.`;
}

/**
 * The move as it is kept. Whoever comes later is ranked as ever: a CRITICAL query may still overtake
 * one that was moved to the front.
 * @param by who moves
 * @returns null when there is nothing to move
 * @throws AppError QUERY_NOT_WAITING for the query to move it before
 */
export function decideMove(
  job: Job,
  wish: MoveWish,
  scene: MoveScene,
  by: string,
): QueryMove | null {
  const { priority = job.priority } = wish;
  const rank = newRank(job, priority, wish, scene);
  if (rank === job.rank && priority === job.priority) return null;
  const reason = describeMove(job, priority, wish, by);
  return { at: scene.now, attempt: job.attempts, priority, rank, reason };
}

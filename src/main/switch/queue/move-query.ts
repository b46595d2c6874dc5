import type { QueryId } from '../../../shared/domain/ids.ts';
import { type PriorityLevel, priorityName } from '../../../shared/domain/priority.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Job } from '../job.ts';
import type { QueryMove } from '../ports.ts';
import { rankOf, type WaitingList } from './waiting-list.ts';

/** Where an operator wants a query that waits. */
export interface MoveWish {
  readonly place?: 'front' | { readonly before: QueryId } | undefined;
  readonly priority?: PriorityLevel | undefined;
}

export interface MoveScene {
  readonly jobs: ReadonlyMap<QueryId, Job>;
  readonly waiting: WaitingList<Job>;
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

function newRank(job: Job, priority: PriorityLevel, { place }: MoveWish, scene: MoveScene): number {
  // A new priority alone lets the time it has waited count on.
  if (place === undefined) return rankOf(job.created_at, priority);
  const { waiting } = scene;
  const successor =
    place === 'front' ? waiting.inRankOrder(1).next().value : successorOf(job, place, scene);
  return !successor || successor === job ? job.rank : waiting.rankBefore(successor);
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

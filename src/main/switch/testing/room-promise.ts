import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import type { Job } from '../job.ts';
import { type LivedSwitch, QUEUE_LIMIT } from './lived-switch.ts';

/** Who waits before a query is asked. */
export type Waiting = readonly Pick<Job, 'row' | 'priority' | 'created_at' | 'wasPlaced'>[];

/** What became of them and of the newcomer. */
export interface Admission {
  readonly before: Waiting;
  readonly evicted: Waiting;
  readonly newcomer: PriorityLevel;
  readonly accepted: boolean;
}

export function evictedOf(before: Waiting, { db, router }: LivedSwitch): Waiting {
  return before.filter(({ row }) => {
    const ending = router.dispatcher.jobs.get(row.query_id)?.ending?.state;
    return (ending ?? db.queries.get(row.query_id)?.state) === 'evicted';
  });
}

/**
 * Only the newest of the lowest base priority below the newcomer's gives its place, and only in a
 * full queue (DESIGN invariant 4).
 * @returns what was broken
 */
export function roomFaults({ before, evicted, newcomer, accepted }: Admission): readonly string[] {
  // What runs and breaks off comes back to a queue that may be full: then more than one must go.
  const tooMany = Math.max(0, before.length + 1 - QUEUE_LIMIT);
  const fits = before.filter(({ priority }) => priority > newcomer).length >= tooMany;
  const faults: string[] = [];
  if (accepted !== fits) faults.push('the full queue refused or took a query against its rule');
  if (evicted.length !== (fits ? tooMany : 0)) faults.push(`${evicted.length} were evicted`);
  const stayed = before.filter((one) => !evicted.includes(one));
  for (const victim of evicted) {
    if (victim.priority <= newcomer) faults.push('an equal was evicted');
    if (!isLast(victim, stayed)) faults.push('another than the newest lowest was evicted');
  }
  return faults;
}

function isLast(victim: Waiting[number], stayed: Waiting): boolean {
  const equals = stayed.filter(({ priority }) => priority === victim.priority);
  const isNewest = equals.every(({ created_at }) => created_at <= victim.created_at);
  // An operator may have given one of them another place.
  const moved = [victim, ...equals].some(({ wasPlaced }) => wasPlaced);
  return stayed.every(({ priority }) => priority <= victim.priority) && (isNewest || moved);
}

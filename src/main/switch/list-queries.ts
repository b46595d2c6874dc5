import type { QueryId } from '../../shared/domain/ids.ts';
import type { QueryState, QuerySummary } from '../../shared/domain/query.ts';
import type { FairList } from './fair-list.ts';
import type { Job } from './job.ts';
import type { QueryFilter, QueryStorePort } from './ports.ts';
import { liveSummary, toSummary } from './query-views.ts';

export interface ListParts {
  readonly queries: QueryStorePort;
  /** The queries under way. */
  readonly jobs: ReadonlyMap<QueryId, Job>;
  readonly waiting: FairList<Job>;
}

const isUnderWay = (state: QueryState): boolean => state === 'queued' || state === 'running';
const isWaiting = ({ state }: Job): boolean => state === 'queued';
const matches = ({ priority }: QueryFilter, job: Job): boolean =>
  priority === undefined || job.priority === priority;

function running({ jobs }: ListParts, filter: QueryFilter): QuerySummary[] {
  return [...jobs.values()]
    .filter((job) => job.state !== 'queued' && matches(filter, job))
    .map((job) => liveSummary(job, null));
}

/** In the order in which they would be served. */
function queued({ waiting }: ListParts, filter: QueryFilter): QuerySummary[] {
  const found: QuerySummary[] = [];
  let position = 0;
  for (const job of waiting.inServiceOrder()) {
    if (found.length === filter.limit) break;
    if (matches(filter, job)) found.push(liveSummary(job, position));
    position += 1;
  }
  return found;
}

/** The places of these, found in one walk through the list. */
function positionsOf(wanted: ReadonlySet<Job>, waiting: FairList<Job>): Map<Job, number> {
  const positions = new Map<Job, number>();
  if (wanted.size === 0) return positions;
  let position = 0;
  for (const job of waiting.inServiceOrder()) {
    if (wanted.has(job)) positions.set(job, position);
    if (positions.size === wanted.size) break;
    position += 1;
  }
  return positions;
}

/**
 * Newest first; where only those under way are wanted, those that run and then those that wait, in
 * the order in which they would be served. What is under way is read from memory: its rows may lag.
 */
export function listQueries(parts: ListParts, filter: QueryFilter): readonly QuerySummary[] {
  const { states } = filter;
  if (states?.every(isUnderWay) === true) {
    return [
      ...(states.includes('running') ? running(parts, filter) : []),
      ...(states.includes('queued') ? queued(parts, filter) : []),
    ].slice(0, filter.limit);
  }
  const stored = parts.queries.list(filter);
  const jobs = stored.map(({ query_id }) => parts.jobs.get(query_id));
  const waiting = new Set(jobs.filter((job) => job !== undefined).filter(isWaiting));
  const positions = positionsOf(waiting, parts.waiting);
  return stored.map((row, index) => {
    const job = jobs[index];
    return job === undefined ? toSummary(row, null) : liveSummary(job, positions.get(job) ?? null);
  });
}

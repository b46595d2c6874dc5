import type { QueryId } from '../../shared/domain/ids.ts';
import type { QueryState, QuerySummary } from '../../shared/domain/query.ts';
import type { Outlook } from './expected-wait.ts';
import type { FairList } from './fair-list.ts';
import type { Job } from './job.ts';
import type { QueryFilter, QueryStorePort } from './ports.ts';
import { liveSummary, toSummary } from './query-views.ts';

export interface ListParts {
  readonly queries: QueryStorePort;
  /** The queries under way. */
  readonly jobs: ReadonlyMap<QueryId, Job>;
  readonly waiting: FairList<Job>;
  /** Of a query that waits. */
  outlook(job: Job): Outlook | null;
}

const isUnderWay = (state: QueryState): boolean => state === 'queued' || state === 'running';
const matches = ({ priority }: QueryFilter, job: Job): boolean =>
  priority === undefined || job.priority === priority;

function running({ jobs }: ListParts, filter: QueryFilter): QuerySummary[] {
  return [...jobs.values()]
    .filter((job) => job.state !== 'queued' && matches(filter, job))
    .map((job) => liveSummary(job, null));
}

/** In the order in which they would be served. */
function queued(parts: ListParts, filter: QueryFilter): QuerySummary[] {
  const found: QuerySummary[] = [];
  let position = 0;
  for (const job of parts.waiting.inServiceOrder()) {
    if (found.length === filter.limit) break;
    if (matches(filter, job)) {
      found.push(liveSummary(job, { position, eta_ms: parts.outlook(job)?.eta_ms ?? null }));
    }
    position += 1;
  }
  return found;
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
  return parts.queries.list(filter).map((row) => {
    const job = parts.jobs.get(row.query_id);
    return job === undefined ? toSummary(row, null) : liveSummary(job, parts.outlook(job));
  });
}

import type { QueryId } from '../../../shared/domain/ids.ts';
import { previewOf, type QueryState, type QuerySummary } from '../../../shared/domain/query.ts';
import { mentions } from '../../../shared/domain/text-search.ts';
import type { Job } from '../job.ts';
import type { Outlook } from '../measuring/expected-wait.ts';
import type { QueryFilter, QueryStorePort } from '../ports.ts';
import { liveSummary, toSummary } from '../query-views.ts';
import type { FairList } from './fair-list.ts';

export interface ListParts {
  readonly queries: QueryStorePort;
  /** The queries under way. */
  readonly jobs: ReadonlyMap<QueryId, Job>;
  readonly waiting: FairList<Job>;
  /** Of a query that waits. */
  outlook(job: Job): Outlook | null;
}

/** Some of the queries that match. */
export interface QueryPage {
  /** All that match. */
  readonly total: number;
  readonly queries: readonly QuerySummary[];
}

const isUnderWay = (state: QueryState): boolean => state === 'queued' || state === 'running';

const narrows = ({ priority, module, text }: QueryFilter): boolean =>
  priority !== undefined || module !== undefined || text !== undefined;

function matches({ priority, module, text }: QueryFilter, { priority: own, row }: Job): boolean {
  if (priority !== undefined && own !== priority) return false;
  if (module !== undefined && row.module_id !== module) return false;
  return (
    text === undefined || mentions(row.query_id, text) || mentions(previewOf(row.request), text)
  );
}

const runningOf = ({ jobs }: ListParts, filter: QueryFilter): QuerySummary[] =>
  [...jobs.values()]
    .filter((job) => job.state !== 'queued' && matches(filter, job))
    .map((job) => liveSummary(job, null));

/**
 * In the order in which they would be served. Without a condition the walk ends with the page; what
 * is looked up for each is looked up for those of the page only.
 */
function waitingOf(parts: ListParts, filter: QueryFilter, from: number, end: number): QueryPage {
  const queries: QuerySummary[] = [];
  let position = 0;
  let total = 0;
  for (const job of parts.waiting.inServiceOrder()) {
    if (!narrows(filter) && total >= end) return { total: parts.waiting.size, queries };
    if (matches(filter, job)) {
      if (total >= from && total < end) {
        queries.push(liveSummary(job, { position, eta_ms: parts.outlook(job)?.eta_ms ?? null }));
      }
      total += 1;
    }
    position += 1;
  }
  return { total, queries };
}

/** Those that run and then those that wait, as one list. */
function underWay(parts: ListParts, filter: QueryFilter, states: readonly QueryState[]): QueryPage {
  const { limit, offset = 0 } = filter;
  const running = states.includes('running') ? runningOf(parts, filter) : [];
  if (!states.includes('queued')) {
    return { total: running.length, queries: running.slice(offset, offset + limit) };
  }
  const from = Math.max(0, offset - running.length);
  const shown = running.slice(offset, offset + limit);
  const waiting = waitingOf(parts, filter, from, from + limit - shown.length);
  return { total: running.length + waiting.total, queries: [...shown, ...waiting.queries] };
}

/**
 * Newest first; where only those under way are wanted, those that run and then those that wait, in
 * the order in which they would be served. What is under way is read from memory: its rows may lag.
 */
export function listQueries(parts: ListParts, filter: QueryFilter): QueryPage {
  const { states } = filter;
  if (states?.every(isUnderWay) === true) return underWay(parts, filter, states);
  const queries = parts.queries.list(filter).map((row) => {
    const job = parts.jobs.get(row.query_id);
    return job === undefined ? toSummary(row, null) : liveSummary(job, parts.outlook(job));
  });
  return { total: parts.queries.count(filter), queries };
}

import { queryId } from '../../shared/domain/ids.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Job } from './job.ts';
import type { QueryFilter, QueryStorePort } from './ports.ts';
import { listQueries } from './queue/list-queries.ts';

export interface CancelParts {
  readonly dispatcher: Dispatcher;
  readonly queries: QueryStorePort;
}

/** Which of the queries under way; all conditions that are given must hold. */
export interface CancelFilter extends Pick<QueryFilter, 'priority' | 'module' | 'text'> {
  readonly states: readonly ('running' | 'queued')[];
  readonly ids?: ReadonlySet<string> | undefined;
}

function matching({ dispatcher, queries }: CancelParts, filter: CancelFilter): readonly Job[] {
  const { jobs, waiting } = dispatcher;
  const { ids, ...conditions } = filter;
  const parts = { queries, jobs, waiting, outlook: () => null };
  return listQueries(parts, { ...conditions, limit: jobs.size })
    .queries.filter(({ query_id }) => ids === undefined || ids.has(query_id))
    .map(({ query_id }) => jobs.get(queryId(query_id)))
    .filter((job) => job !== undefined);
}

/** How many `cancelMany` would cancel now. */
export const countMany = (parts: CancelParts, filter: CancelFilter): number =>
  matching(parts, filter).length;

/**
 * Stops all that match in one turn, so that none of them begins in the place of another; resolves
 * when their ends are on record.
 * @returns how many were cancelled; some may have been answered in the same moment
 */
export async function cancelMany(parts: CancelParts, filter: CancelFilter): Promise<number> {
  const { dispatcher, queries } = parts;
  const found = matching(parts, filter);
  const ran = found.filter((job) => job.state !== 'queued');
  const error = new AppError('QUERY_CANCELLED');
  for (const job of found) dispatcher.end(job, { state: 'cancelled', error });
  await Promise.all(found.map((job) => job.closed));
  // One that waited had no other way to end; of those that ran the row knows.
  const answered = ran.filter(({ row }) => queries.get(row.query_id)?.state !== 'cancelled');
  return found.length - answered.length;
}

import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import type { QueryState, QuerySummary } from '../../../shared/domain/query.ts';
import { api } from '../../api/client.ts';
import { useQueueView } from './queue-view.ts';

export const SHOWN = 200;
const FINISHED: QueryState[] = ['succeeded', 'failed', 'cancelled', 'evicted', 'expired'];

type Listed = UseQueryResult<{ count: number; queries: QuerySummary[] }>;

/** What runs, then what waits in the order in which it will be served; or what has finished. */
export function useQueue(): readonly Listed[] {
  const { tab, priority } = useQueueView();
  const filter = { limit: SHOWN, ...(priority !== 'ANY' && { priority }) };
  const list = (state: QueryState | QueryState[]) =>
    api.queries.list.queryOptions({ input: { ...filter, state } });
  const active = tab === 'active';
  const underWay = useQueries({
    queries: [
      { ...list('running'), enabled: active },
      { ...list('queued'), enabled: active },
    ],
  });
  const finished = useQuery({ ...list(FINISHED), enabled: !active });
  return active ? underWay : [finished];
}

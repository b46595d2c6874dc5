import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import type { QuerySummary } from '../../../shared/domain/query.ts';
import { api } from '../../api/client.ts';
import { listInput, type QueueFilter, useQueueView } from './queue-view.ts';
import type { Span } from './rows-in-view.ts';

export const PAGE_ROWS = 100;

/** The pages, counted from 0, that hold these rows. */
export function pagesOf({ first, last }: Span): readonly number[] {
  const from = Math.floor(first / PAGE_ROWS);
  const end = Math.ceil(last / PAGE_ROWS);
  return Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);
}

/** How many there are in all; the smallest thing to ask for, so it is asked for wherever one looks. */
export const useQueueTotal = (): UseQueryResult<{ total: number }> =>
  useQuery(api.queries.list.queryOptions({ input: { ...listInput(useQueueView()), limit: 1 } }));

const pageOptions = (filter: QueueFilter, page: number) =>
  api.queries.list.queryOptions({
    input: { ...listInput(filter), limit: PAGE_ROWS, offset: page * PAGE_ROWS },
  });

/**
 * The query in a row; undefined while its page is on its way. Only pages in view are read, and only
 * those are read again when something changed.
 */
export function useQueueRows(span: Span): (row: number) => QuerySummary | undefined {
  const filter = useQueueView();
  const pages = pagesOf(span);
  const results = useQueries({ queries: pages.map((page) => pageOptions(filter, page)) });
  return (row) => {
    const index = pages.indexOf(Math.floor(row / PAGE_ROWS));
    return results[index]?.data?.queries[row % PAGE_ROWS];
  };
}

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import { namesOf } from './model-names.ts';

/** What models are called, by their ids. */
export function useModelNames(): (id: string) => string {
  const { data } = useQuery(api.models.list.queryOptions());
  return useMemo(() => namesOf(data?.models ?? []), [data]);
}

import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { DecisionList } from './decision-list.tsx';

/** The decisions of one query, fetched when they are looked at. */
export function QueryDecisions({ id }: { readonly id: string }) {
  const record = useQuery(api.queries.get.queryOptions({ input: { id } }));
  return (
    <Loaded query={record} lines={2}>
      {({ decisions }) => <DecisionList decisions={decisions} />}
    </Loaded>
  );
}

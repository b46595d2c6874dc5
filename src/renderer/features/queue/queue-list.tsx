import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { QuerySummary } from '../../../shared/domain/query.ts';
import { api } from '../../api/client.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useNow } from '../../ui/use-now.ts';
import { QueueRow } from './queue-row.tsx';
import { useQueueView } from './queue-view.ts';
import { SHOWN, useQueue } from './use-queue.ts';

function EmptyQueue() {
  const { t } = useTranslation();
  const { tab, priority } = useQueueView();
  if (priority !== 'ANY') return <Empty text={t('queue.noneFiltered')} />;
  return <Empty text={t(tab === 'active' ? 'queue.noneActive' : 'queue.noneFinished')} />;
}

/** How many there are, when not all of them are shown. */
function Remainder({ shown }: { readonly shown: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { tab, priority } = useQueueView();
  const status = useQuery(api.system.status.queryOptions());
  const queue = status.data?.queue;
  const total = queue === undefined ? shown : queue.total_items + queue.running;
  const more = tab === 'active' && priority === 'ANY' && total > shown;
  return (
    <p className="facts" role="status">
      {more
        ? t('queue.more', { shown: format.number(shown), total: format.number(total) })
        : t('queue.shown', { count: shown })}
    </p>
  );
}

function Rows({ queries }: { readonly queries: readonly QuerySummary[] }) {
  const { t } = useTranslation();
  const now = useNow(queries.some(({ finished_at }) => finished_at === null));
  if (queries.length === 0) return <EmptyQueue />;
  return (
    <>
      <table className="queue">
        <thead>
          <tr>
            <th scope="col">{t('queue.query')}</th>
            <th scope="col">{t('queue.state')}</th>
            <th scope="col">{t('queue.priority')}</th>
            <th scope="col">{t('queue.module')}</th>
            <th scope="col">{t('queue.model')}</th>
            <th scope="col">{t('queue.time')}</th>
            <th scope="col">
              <span className="unseen">{t('queue.cancel')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {queries.map((query) => (
            <QueueRow key={query.query_id} query={query} now={now} />
          ))}
        </tbody>
      </table>
      <Remainder shown={Math.min(queries.length, 2 * SHOWN)} />
    </>
  );
}

/** The two lists are read at two moments: what began to run in between is in both, and runs. */
function joined(lists: readonly (readonly QuerySummary[])[]): readonly QuerySummary[] {
  const first = new Map<string, QuerySummary>();
  for (const query of lists.flat()) {
    if (!first.has(query.query_id)) first.set(query.query_id, query);
  }
  return [...first.values()];
}

export function QueueList() {
  const lists = useQueue();
  const waitingFor = lists.find(({ data }) => data === undefined);
  return (
    <section className="card queue-card">
      {waitingFor === undefined ? (
        <Rows queries={joined(lists.map(({ data }) => data?.queries ?? []))} />
      ) : (
        <Loaded query={waitingFor} lines={6}>
          {() => null}
        </Loaded>
      )}
    </section>
  );
}

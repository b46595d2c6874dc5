import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { QuerySummary } from '../../../shared/domain/query.ts';
import { api } from '../../api/client.ts';
import { useRestricted } from '../../api/line.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { QueryStateTag } from '../../ui/query-state.tsx';
import { useNow } from '../../ui/use-now.ts';

const SHOWN = 8;
/** "2 minutes ago" becomes older while nothing is told. */
const AGEING = true;

function Line({ query }: { readonly query: QuerySummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <Link href={`/queue/${query.query_id}`} className="recent">
        <QueryStateTag state={query.state} />
        <span className="clip">{query.content ?? t('queue.notStored')}</span>
        <span className="facts">{query.module_id}</span>
        <span className="facts">{format.since(query.created_at)}</span>
      </Link>
    </li>
  );
}

/** The queries that came last, whoever asked them. */
export function RecentQueries() {
  const { t } = useTranslation();
  const restricted = useRestricted();
  useNow(AGEING);
  const queries = useQuery(
    api.queries.list.queryOptions({ input: { limit: SHOWN }, enabled: !restricted }),
  );
  return (
    <>
      <header>
        <h2>{t('overview.recent')}</h2>
        <Link href="/queue">{t('overview.allQueries')}</Link>
      </header>
      {restricted ? (
        <Empty text={t('queue.restricted')} />
      ) : (
        <Loaded query={queries} lines={5}>
          {({ queries: recent }) =>
            recent.length === 0 ? (
              <Empty text={t('overview.noQueries')} />
            ) : (
              <ul className="recents">
                {recent.map((query) => (
                  <Line key={query.query_id} query={query} />
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </>
  );
}

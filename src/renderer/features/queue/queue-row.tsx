import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { QuerySummary } from '../../../shared/domain/query.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { QueryStateTag } from '../../ui/query-state.tsx';
import { CancelButton, ToFrontButton } from './queue-buttons.tsx';

const isUnderWay = ({ state }: QuerySummary): boolean => state === 'queued' || state === 'running';

/** While it waits its place, and how long already; afterwards how long it took. */
function Place({ query, now }: { readonly query: QuerySummary; readonly now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const end = query.finished_at === null ? now : Date.parse(query.finished_at);
  const seconds = Math.max(0, end - Date.parse(query.created_at)) / 1000;
  const whole = query.finished_at === null ? Math.floor(seconds) : seconds;
  const ahead = query.state === 'queued' ? query.position : null;
  return (
    <>
      {whole === 0 ? '' : format.duration(whole)}
      {ahead !== null && (
        <span className="facts">
          {' '}
          {ahead === 0 ? t('queue.next') : t('queue.ahead', { count: ahead })}
        </span>
      )}
    </>
  );
}

export function QueueRow({ query, now }: { readonly query: QuerySummary; readonly now: number }) {
  const { t } = useTranslation();
  const name = query.content ?? t('queue.notStored');
  const short = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  return (
    <tr data-state={query.state}>
      <td className="queue-content">
        <Link href={`/queue/${query.query_id}`}>{name}</Link>
      </td>
      <td>
        <QueryStateTag state={query.state} />
      </td>
      <td data-priority={query.priority.applied}>{t(`priority.${query.priority.applied}`)}</td>
      <td className="clip" title={query.module_type}>
        {query.module_id}
      </td>
      <td className="clip mono" title={query.model_used ?? undefined}>
        {query.model_used ?? '–'}
      </td>
      <td className="queue-time">
        <Place query={query} now={now} />
      </td>
      <td className="queue-actions">
        {query.state === 'queued' && query.position !== 0 && (
          <ToFrontButton id={query.query_id} name={short} />
        )}
        {isUnderWay(query) && <CancelButton id={query.query_id} name={short} />}
      </td>
    </tr>
  );
}

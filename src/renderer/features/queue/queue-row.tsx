import { ActionIcon, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { QuerySummary } from '../../../shared/domain/query.ts';
import { useOnline } from '../../api/line.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { QueryStateTag } from '../../ui/query-state.tsx';
import { useCancel } from './use-cancel.ts';

const isUnderWay = ({ state }: QuerySummary): boolean => state === 'queued' || state === 'running';

function CancelButton({ query, name }: { readonly query: QuerySummary; readonly name: string }) {
  const { t } = useTranslation();
  const online = useOnline();
  const { cancel, isPending } = useCancel();
  return (
    <Tooltip label={t('queue.cancel')}>
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={t('queue.cancelThis', { query: name })}
        loading={isPending}
        disabled={!online}
        onClick={() => cancel(query.query_id)}
      >
        <IconX size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

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
        {isUnderWay(query) && <CancelButton query={query} name={short} />}
      </td>
    </tr>
  );
}

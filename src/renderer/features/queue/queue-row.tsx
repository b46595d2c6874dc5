import { Checkbox, Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { QuerySummary } from '../../../shared/domain/query.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { QueryStateTag } from '../../ui/query-state.tsx';
import type { Moves } from './neighbours.ts';
import { CancelButton, MoveMenu, ToFrontButton } from './queue-buttons.tsx';
import { toggleSelected, useQueueView } from './queue-view.ts';
import { ROW_KEYS, useRowKeys } from './use-row-keys.ts';

const isUnderWay = ({ state }: QuerySummary): boolean => state === 'queued' || state === 'running';

/** While it waits its place and when its turn is expected; then, or else, how long it took. */
function Place({ query, now }: { readonly query: QuerySummary; readonly now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, position, eta_ms: eta, finished_at } = query;
  const end = finished_at === null ? now : Date.parse(finished_at);
  const exact = Math.max(0, end - Date.parse(query.created_at)) / 1000;
  const seconds = finished_at === null ? Math.floor(exact) : exact;
  const took = seconds === 0 ? '' : format.duration(seconds);
  if (state !== 'queued' || position === null) return <span className="clip">{took}</span>;
  return (
    <>
      <span className="clip">
        {position === 0 ? t('queue.next') : t('queue.ahead', { count: position })}
        {eta !== null &&
          ` · ${t('queue.expected', { time: format.duration(Math.ceil(eta / 1000)) })}`}
      </span>
      <span className="facts clip">{took !== '' && t('queue.since', { time: took })}</span>
    </>
  );
}

function Actions({
  query,
  moves,
  name,
}: Omit<RowProps, 'now' | 'row'> & { readonly name: string }) {
  const { state, position, query_id } = query;
  return (
    <div>
      {state === 'queued' && position !== 0 && <ToFrontButton id={query_id} name={name} />}
      {state === 'queued' && <MoveMenu query={query} name={name} moves={moves} />}
      {isUnderWay(query) && <CancelButton id={query_id} name={name} />}
    </div>
  );
}

function Choice({ query, name }: Pick<RowProps, 'query'> & { readonly name: string }) {
  const { t } = useTranslation();
  const chosen = useQueueView(({ selected }) => selected.has(query.query_id));
  if (!isUnderWay(query)) return null;
  return (
    <Checkbox
      size="xs"
      aria-label={t('queue.selectThis', { query: name })}
      checked={chosen}
      onChange={() => toggleSelected(query.query_id)}
    />
  );
}

interface RowProps {
  readonly query: QuerySummary;
  /** Counted from 0 in the whole list. */
  readonly row: number;
  readonly moves: Moves;
  readonly now: number;
}

/** One line; it is as high as the list says, whatever is in it. */
export function QueueRow({ query, row, moves, now }: RowProps) {
  const { t } = useTranslation();
  const onKeyDown = useRowKeys(query, moves);
  const name = query.content ?? t('queue.notStored');
  const short = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  return (
    // The heading is the first row.
    <tr data-state={query.state} aria-rowindex={row + 2}>
      <td className="queue-choice">
        <Choice query={query} name={short} />
      </td>
      <td className="queue-content">
        <Link href={`/queue/${query.query_id}`} aria-keyshortcuts={ROW_KEYS} onKeyDown={onKeyDown}>
          {name}
        </Link>
      </td>
      <td className="queue-state" data-priority={query.priority.applied}>
        <QueryStateTag state={query.state} />
        <span>{t(`priority.${query.priority.applied}`)}</span>
      </td>
      <td className="queue-from">
        <span className="clip" title={query.module_type}>
          {query.module_id}
        </span>
        <span className="clip mono facts" title={query.model_used ?? undefined}>
          {query.model_used ?? query.model_preference ?? ''}
        </span>
      </td>
      <td className="queue-time">
        <Place query={query} now={now} />
      </td>
      <td className="queue-actions">
        <Actions query={query} moves={moves} name={short} />
      </td>
    </tr>
  );
}

/** Until its page is there. */
export function RowToCome({ row, columns }: { readonly row: number; readonly columns: number }) {
  return (
    <tr aria-rowindex={row + 2} aria-busy="true">
      <td colSpan={columns}>
        <Skeleton height={12} width={`${40 + ((row * 7) % 5) * 8}%`} />
      </td>
    </tr>
  );
}

import { useMediaQuery } from '@mantine/hooks';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useNow } from '../../ui/use-now.ts';
import { movesOf } from './neighbours.ts';
import { QueueBar } from './queue-bar.tsx';
import { QueueRow, RowToCome } from './queue-row.tsx';
import { isFiltered, useQueueView } from './queue-view.ts';
import { type Span, useRowsInView } from './rows-in-view.ts';
import { useQueueRows, useQueueTotal } from './use-queue.ts';

const COLUMNS = ['select', 'query', 'state', 'module', 'time', 'actions'] as const;
/** In rem, as in queue.css: two lines, or where columns do not fit four. */
const ROW_REM = { columns: 3.5, blocks: 7.5 };
const NARROW = '(max-width: 64em)';

function useRowHeight(): number {
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return rem * (narrow ? ROW_REM.blocks : ROW_REM.columns);
}

function EmptyQueue() {
  const { t } = useTranslation();
  const view = useQueueView();
  if (isFiltered(view)) return <Empty text={t('queue.noneFiltered')} />;
  return <Empty text={t(view.tab === 'active' ? 'queue.noneActive' : 'queue.noneFinished')} />;
}

function Headings() {
  const { t } = useTranslation();
  return (
    <thead>
      <tr aria-rowindex={1}>
        {COLUMNS.map((name) => (
          <th key={name} scope="col">
            <span className={name === 'select' || name === 'actions' ? 'unseen' : undefined}>
              {t(`queue.${name}`)}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** In place of rows that are not drawn. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return <tr aria-hidden="true" className="queue-gap" style={{ height }} />;
}

function Lines({ span: { first, last } }: { readonly span: Span }) {
  const at = useQueueRows({ first, last });
  const now = useNow(useQueueView(({ tab }) => tab) === 'active');
  // Two pages are read at two moments: one query may be in both.
  const drawn = new Set<string>();
  return Array.from({ length: last - first }, (_, index) => {
    const row = first + index;
    const query = at(row);
    if (query === undefined || drawn.has(query.query_id)) {
      return <RowToCome key={row} row={row} columns={COLUMNS.length} />;
    }
    drawn.add(query.query_id);
    return (
      <QueueRow key={query.query_id} query={query} row={row} moves={movesOf(row, at)} now={now} />
    );
  });
}

/** Draws the rows in view only: ten thousand scroll as a hundred do. */
function Rows({ total }: { readonly total: number }) {
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const rowHeight = useRowHeight();
  const span = useRowsInView(body, { rowHeight, count: total });
  return (
    <table className="queue" aria-label={t('queue.title')} aria-rowcount={total + 1}>
      <Headings />
      <tbody ref={body}>
        <Gap height={span.first * rowHeight} />
        <Lines span={span} />
        <Gap height={(total - span.last) * rowHeight} />
      </tbody>
    </table>
  );
}

export function QueueList() {
  const total = useQueueTotal();
  return (
    <section className="card queue-card">
      <Loaded query={total} lines={6}>
        {({ total: count }) => (
          <>
            <QueueBar total={count} />
            {count === 0 ? <EmptyQueue /> : <Rows total={count} />}
          </>
        )}
      </Loaded>
    </section>
  );
}

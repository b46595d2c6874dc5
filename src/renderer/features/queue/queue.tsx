import './queue.css';
import { useTranslation } from 'react-i18next';
import { useRestricted } from '../../api/line.ts';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryDrawer } from './query-drawer.tsx';
import { QueueFilters, QueueTabs } from './queue-filters.tsx';
import { QueueList } from './queue-list.tsx';

/** Who waits, what runs, what became of the rest; each with its details and a way to stop it. */
export function Queue() {
  const { t } = useTranslation();
  const restricted = useRestricted();
  return (
    <div>
      <PageHeader title={t('queue.title')}>{!restricted && <QueueTabs />}</PageHeader>
      {restricted ? (
        <Empty text={t('queue.restricted')} />
      ) : (
        <>
          <QueueFilters />
          <QueueList />
        </>
      )}
      <QueryDrawer />
    </div>
  );
}

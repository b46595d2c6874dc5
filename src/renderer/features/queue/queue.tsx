import './queue.css';
import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRestricted } from '../../api/line.ts';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryDrawer } from './query-drawer.tsx';
import { QueueList } from './queue-list.tsx';
import {
  PRIORITY_FILTERS,
  type PriorityFilter,
  type QueueTab,
  useQueueView,
} from './queue-view.ts';

const isTab = (value: string): value is QueueTab => value === 'active' || value === 'finished';
const filterOf = (value: string): PriorityFilter =>
  PRIORITY_FILTERS.find((filter) => filter === value) ?? 'ANY';

function Filters() {
  const { t } = useTranslation();
  const { tab, priority } = useQueueView();
  return (
    <>
      <NativeSelect
        aria-label={t('queue.priority')}
        value={priority}
        onChange={({ currentTarget: { value } }) =>
          useQueueView.setState({ priority: filterOf(value) })
        }
        data={PRIORITY_FILTERS.map((filter) => ({
          value: filter,
          label: filter === 'ANY' ? t('queue.anyPriority') : t(`priority.${filter}`),
        }))}
      />
      <SegmentedControl
        aria-label={t('queue.show')}
        value={tab}
        onChange={(value) => {
          if (isTab(value)) useQueueView.setState({ tab: value });
        }}
        data={[
          { value: 'active', label: t('queue.active') },
          { value: 'finished', label: t('queue.finished') },
        ]}
      />
    </>
  );
}

/** Who waits, what runs, what became of the rest; each with its details and a way to stop it. */
export function Queue() {
  const { t } = useTranslation();
  const restricted = useRestricted();
  return (
    <div>
      <PageHeader title={t('queue.title')}>{!restricted && <Filters />}</PageHeader>
      {restricted ? <Empty text={t('queue.restricted')} /> : <QueueList />}
      <QueryDrawer />
    </div>
  );
}

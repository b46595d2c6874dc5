import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PRIORITIES, type QueueTab, STATES_OF, showQueries, useQueueView } from './queue-view.ts';

const ANY = '';
/** Each search reads all that waits: not at every key. */
const TYPING_MS = 250;

const isTab = (value: string): value is QueueTab => value === 'active' || value === 'finished';

/** What was typed goes into the view when the typing pauses. */
function Typed({ field }: { readonly field: 'text' | 'module' }) {
  const { t } = useTranslation();
  const shown = useQueueView((view) => view[field]);
  const [typed, setTyped] = useState(shown);
  const show = useDebouncedCallback((value: string) => showQueries({ [field]: value }), TYPING_MS);
  const label = t(field === 'text' ? 'queue.find' : 'queue.findModule');
  return (
    <TextInput
      type="search"
      className={`queue-find-${field}`}
      aria-label={label}
      placeholder={label}
      maxLength={128}
      leftSection={field === 'text' ? <IconSearch size={16} aria-hidden /> : undefined}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        show(value);
      }}
    />
  );
}

function Choices() {
  const { t } = useTranslation();
  const { tab, state, priority } = useQueueView();
  return (
    <>
      <NativeSelect
        aria-label={t('queue.state')}
        value={state ?? ANY}
        onChange={({ currentTarget: { value } }) =>
          showQueries({ state: STATES_OF[tab].find((one) => one === value) })
        }
        data={[
          { value: ANY, label: t('queue.anyState') },
          ...STATES_OF[tab].map((value) => ({ value, label: t(`state.${value}`) })),
        ]}
      />
      <NativeSelect
        aria-label={t('queue.priority')}
        value={priority ?? ANY}
        onChange={({ currentTarget: { value } }) =>
          showQueries({ priority: PRIORITIES.find((one) => one === value) })
        }
        data={[
          { value: ANY, label: t('queue.anyPriority') },
          ...PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) })),
        ]}
      />
    </>
  );
}

export function QueueTabs() {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('queue.show')}
      value={useQueueView(({ tab }) => tab)}
      onChange={(value) => {
        if (isTab(value)) showQueries({ tab: value, state: undefined });
      }}
      data={[
        { value: 'active', label: t('queue.active') },
        { value: 'finished', label: t('queue.finished') },
      ]}
    />
  );
}

/** Which of them are shown. */
export function QueueFilters() {
  return (
    <search className="queue-filters">
      <Typed field="text" />
      <Typed field="module" />
      <Choices />
    </search>
  );
}

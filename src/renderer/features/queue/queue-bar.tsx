import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useOnline } from '../../api/line.ts';
import { PurgeButton } from './purge.tsx';
import { listInput, selectQueries, useQueueView } from './queue-view.ts';
import { useCancelAll } from './use-cancel.ts';
import { useOutcome } from './use-outcome.ts';

const MOST_AT_ONCE = 1000;

async function everyId(total: number): Promise<string[]> {
  const input = { ...listInput(useQueueView.getState()), limit: MOST_AT_ONCE };
  const ids: string[] = [];
  for (let offset = 0; offset < total; offset += MOST_AT_ONCE) {
    const { queries } = await client.queries.list({ ...input, offset });
    ids.push(...queries.map(({ query_id }) => query_id));
  }
  return ids;
}

/** All that match, also those that are not in view. */
function EveryOne({ total }: { readonly total: number }) {
  const { t } = useTranslation();
  const online = useOnline();
  const { selected } = useQueueView();
  const { onError } = useOutcome('', t('failed'));
  const { mutate, isPending } = useMutation({
    mutationFn: everyId,
    onSuccess: selectQueries,
    onError,
  });
  return (
    <Checkbox
      size="xs"
      aria-label={t('queue.selectAll')}
      checked={selected.size > 0 && selected.size >= total}
      indeterminate={selected.size > 0 && selected.size < total}
      disabled={!online || isPending || total === 0}
      onChange={() => (selected.size > 0 ? selectQueries([]) : mutate(total))}
    />
  );
}

function CancelSelected() {
  const { t } = useTranslation();
  const online = useOnline();
  const { selected } = useQueueView();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useCancelAll();
  const count = selected.size;
  const cancel = (): void => {
    mutate([...selected], { onSuccess: () => selectQueries([]) });
    setAsking(false);
  };
  return (
    <>
      <Button
        size="compact-sm"
        color="red"
        variant="light"
        loading={isPending}
        disabled={!online}
        onClick={() => setAsking(true)}
      >
        {t('queue.cancelSelected', { count })}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('queue.cancelSelected', { count })}
        closeButtonProps={{ 'aria-label': t('details.close') }}
      >
        <p>{t('queue.cancelSelectedText')}</p>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            {t('queue.keep')}
          </Button>
          <Button color="red" variant="light" onClick={cancel}>
            {t('queue.cancelSelected', { count })}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

/** How many there are, and what can be done with several; as high with a selection as without. */
export function QueueBar({ total }: { readonly total: number }) {
  const { t } = useTranslation();
  const { tab, selected } = useQueueView();
  return (
    <div className="queue-bar">
      {tab === 'active' && <EveryOne total={total} />}
      <span className="facts" role="status">
        {selected.size > 0
          ? t('queue.selected', { count: selected.size })
          : t('queue.shown', { count: total })}
      </span>
      {selected.size > 0 ? (
        <CancelSelected />
      ) : (
        tab === 'active' && <span className="facts queue-hint">{t('queue.keys')}</span>
      )}
      {tab === 'finished' && <PurgeButton />}
    </div>
  );
}

import { Button, Checkbox } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useOnline } from '../../api/line.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { PurgeButton } from './purge.tsx';
import { cancelInput, isFiltered, listInput, selectQueries, useQueueView } from './queue-view.ts';
import { useCancelSelected, useCancelShown } from './use-cancel.ts';
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
  const { mutate, isPending } = useCancelSelected();
  const count = selected.size;
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
      <CancelDialog
        opened={asking}
        count={count}
        text={t('queue.cancelSelectedText')}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          mutate([...selected]);
          selectQueries([]);
        }}
      />
    </>
  );
}

/** All that match the filter, in one go. */
function CancelShown({ total }: { readonly total: number }) {
  const { t } = useTranslation();
  const online = useOnline();
  const view = useQueueView();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useCancelShown();
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={isPending}
        disabled={!online || total === 0}
        onClick={() => setAsking(true)}
      >
        {t('queue.cancelShown')}
      </Button>
      <CancelDialog
        opened={asking}
        count={total}
        text={t(isFiltered(view) ? 'queue.cancelFilteredText' : 'queue.cancelAllText')}
        onClose={() => setAsking(false)}
        onConfirm={() => mutate(cancelInput(view))}
      />
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
        tab === 'active' && (
          <>
            <span className="facts queue-hint">{t('queue.keys')}</span>
            <CancelShown total={total} />
          </>
        )
      )}
      {tab === 'finished' && <PurgeButton />}
    </div>
  );
}

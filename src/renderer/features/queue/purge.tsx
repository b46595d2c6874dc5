import { Button, Group, Modal, NativeSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalState } from '../../../shared/domain/query.ts';
import { api } from '../../api/client.ts';
import { useOnline } from '../../api/line.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { useOutcome } from './use-outcome.ts';

const DAY_S = 86_400;
const AGES_S = [0, DAY_S, 7 * DAY_S, 30 * DAY_S] as const;
const STATES: readonly TerminalState[] = ['succeeded', 'failed', 'cancelled', 'evicted', 'expired'];

interface Range {
  readonly older_than_s: number;
  readonly state?: TerminalState;
}

function RangeChoice({
  range,
  onChange,
}: {
  readonly range: Range;
  readonly onChange: (range: Range) => void;
}) {
  const { t } = useTranslation();
  const { older_than_s, state } = range;
  return (
    <Group grow>
      <NativeSelect
        label={t('purge.ended')}
        value={older_than_s}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...range, older_than_s: Number(value) })
        }
        data={AGES_S.map((age) => ({
          value: String(age),
          label: age === 0 ? t('purge.anyTime') : t('purge.daysAgo', { count: age / DAY_S }),
        }))}
      />
      <NativeSelect
        label={t('queue.state')}
        value={state ?? ''}
        onChange={({ currentTarget: { value } }) => {
          const chosen = STATES.find((one) => one === value);
          onChange({ older_than_s, ...(chosen !== undefined && { state: chosen }) });
        }}
        data={[
          { value: '', label: t('queue.anyState') },
          ...STATES.map((value) => ({ value, label: t(`state.${value}`) })),
        ]}
      />
    </Group>
  );
}

function Purge({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [range, setRange] = useState<Range>({ older_than_s: 0 });
  const preview = useQuery(api.queries.purge.queryOptions({ input: { ...range, preview: true } }));
  const { onError, onSettled } = useOutcome('', t('purge.failed'));
  const { mutate, isPending } = useMutation(
    api.queries.purge.mutationOptions({
      onSuccess: ({ forgotten, wiped }) => {
        notifications.show({ message: t('purge.done', { count: forgotten + wiped }) });
        onDone();
      },
      onError,
      onSettled,
    }),
  );
  const count = (preview.data?.forgotten ?? 0) + (preview.data?.wiped ?? 0);
  return (
    <div className="purge">
      <p>{t('purge.text')}</p>
      <RangeChoice range={range} onChange={setRange} />
      <div className="purge-count" role="status">
        <Loaded query={preview} lines={2}>
          {({ forgotten, wiped }) => (
            <>
              <strong>{t('purge.count', { count })}</strong>
              <span className="facts">
                {wiped > 0 && t('purge.wiped', { count: wiped })}
                {wiped === 0 && forgotten > 0 && t('purge.nothingLeft')}
              </span>
            </>
          )}
        </Loaded>
      </div>
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onDone}>
          {t('purge.keep')}
        </Button>
        <Button
          color="red"
          variant="light"
          loading={isPending}
          disabled={!online || count === 0}
          onClick={() => mutate(range)}
        >
          {t('purge.take', { count })}
        </Button>
      </Group>
    </div>
  );
}

/** Takes finished queries and their contents away, after saying how many those are. */
export function PurgeButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {t('purge.open')}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t('purge.title')}
        closeButtonProps={{ 'aria-label': t('details.close') }}
      >
        <Purge onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

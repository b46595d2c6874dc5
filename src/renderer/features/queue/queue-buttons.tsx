import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowBarToUp, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useOnline } from '../../api/line.ts';
import { useCancel } from './use-cancel.ts';
import { useOutcome } from './use-outcome.ts';

interface ButtonProps {
  readonly id: string;
  /** The start of what was asked. */
  readonly name: string;
}

export function CancelButton({ id, name }: ButtonProps) {
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
        onClick={() => cancel(id)}
      >
        <IconX size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

export function ToFrontButton({ id, name }: ButtonProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const outcome = useOutcome(t('queue.moved'), t('queue.moveFailed'));
  const { mutate, isPending } = useMutation(api.queries.move.mutationOptions(outcome));
  return (
    <Tooltip label={t('queue.toFront')}>
      <ActionIcon
        variant="subtle"
        aria-label={t('queue.toFrontThis', { query: name })}
        loading={isPending}
        disabled={!online}
        onClick={() => mutate({ id, to: 'front' })}
      >
        <IconArrowBarToUp size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconReload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../shared/domain/model.ts';
import { api } from '../../api/client.ts';
import { describeFailure } from '../../api/failure.ts';
import { useOnline, useRestricted } from '../../api/line.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useNow } from '../../ui/use-now.ts';
import { healthNow } from './health-now.ts';

function RetryButton({ id, name }: Pick<Model, 'id' | 'name'>) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const online = useOnline();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation(
    api.models.retry.mutationOptions({
      onSuccess: () => notifications.show({ message: t('health.retried', { name }) }),
      onError: (caught) => {
        const { code, message } = describeFailure(caught);
        const text = errorText(code) ?? message ?? code;
        notifications.show({
          color: 'red',
          title: t('health.retryFailed', { name }),
          message: text,
        });
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.models.list.key() }),
    }),
  );
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconReload size={15} aria-hidden />}
      aria-label={`${t('health.retry')}: ${name}`}
      loading={isPending}
      disabled={!online}
      onClick={() => mutate({ id })}
    >
      {t('health.retry')}
    </Button>
  );
}

/** Why a model is not used now, until when, and the way to have it tried again. */
export function ModelHealth({ model: { id, name, health } }: { readonly model: Model }) {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const restricted = useRestricted();
  const ailment = healthNow(health, useNow(health.retry_at !== null));
  if (ailment === null) return null;
  const { state, code, reason, left_s } = ailment;
  const time = left_s === null ? '' : format.duration(left_s);
  return (
    <div className="model-health" data-health={state}>
      <p>
        <strong>{t(`health.${state}`, { time })}</strong>
      </p>
      {code !== null && (
        <p className="facts">
          {errorText(code)} <span className="mono">{code}</span>
        </p>
      )}
      {state === 'quarantined' && (
        <p className="facts" lang="en">
          {reason}
        </p>
      )}
      {!restricted && <RetryButton id={id} name={name} />}
    </div>
  );
}

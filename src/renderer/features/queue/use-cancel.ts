import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useOutcome } from './use-outcome.ts';

/** Cancels a query and says how it went. */
export function useCancel(): {
  readonly cancel: (id: string) => void;
  readonly isPending: boolean;
} {
  const { t } = useTranslation();
  const outcome = useOutcome(t('queue.cancelled'), t('queue.cancelFailed'));
  const { mutate, isPending } = useMutation(api.queries.cancel.mutationOptions(outcome));
  return { cancel: (id) => mutate({ id }), isPending };
}

import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
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

/** What one call takes. */
const MOST_IDS = 10_000;

/** @returns how many were cancelled; the others had ended */
async function cancelAll(ids: readonly string[]): Promise<number> {
  let count = 0;
  for (let from = 0; from < ids.length; from += MOST_IDS) {
    const input = { ids: ids.slice(from, from + MOST_IDS) };
    count += (await client.queries.cancelMany(input)).cancelled;
  }
  return count;
}

/** It is said how many were cancelled. */
function useCountedOutcome() {
  const { t } = useTranslation();
  const { onError, onSettled } = useOutcome('', t('queue.cancelFailed'));
  const tell = (count: number): void => {
    notifications.show({ message: t('queue.cancelledSeveral', { count }) });
  };
  return { tell, onError, onSettled };
}

/** Cancels queries by their ids. */
export function useCancelSelected() {
  const { tell, ...outcome } = useCountedOutcome();
  return useMutation({ mutationFn: cancelAll, onSuccess: tell, ...outcome });
}

/** Cancels all that match a filter, whether they are in view or not. */
export function useCancelShown() {
  const { tell, ...outcome } = useCountedOutcome();
  return useMutation(
    api.queries.cancelMany.mutationOptions({
      onSuccess: ({ cancelled }) => tell(cancelled),
      ...outcome,
    }),
  );
}

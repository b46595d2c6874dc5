import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { describeFailure } from '../../api/failure.ts';
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

/** Enough to keep the line busy, few enough that a person's next wish is not behind thousands. */
const SIDE_BY_SIDE = 16;

/**
 * @returns how many were cancelled; the others had ended
 * @throws what any of them failed with otherwise
 */
async function cancelAll(ids: readonly string[]): Promise<number> {
  // The last first: in their order, each would begin in the place of the one before it.
  const left = ids.toReversed().values();
  let cancelled = 0;
  const work = async (): Promise<void> => {
    for (const id of left) {
      try {
        await client.queries.cancel({ id });
        cancelled += 1;
      } catch (caught) {
        const { code } = describeFailure(caught);
        if (code !== 'QUERY_FINISHED' && code !== 'QUERY_NOT_FOUND') throw caught;
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return cancelled;
}

/** Cancels several queries and says how many it were. */
export function useCancelAll() {
  const { t } = useTranslation();
  const { onError, onSettled } = useOutcome('', t('queue.cancelFailed'));
  return useMutation({
    mutationFn: cancelAll,
    onSuccess: (count) => {
      notifications.show({ message: t('queue.cancelledSeveral', { count }) });
    },
    onError,
    onSettled,
  });
}

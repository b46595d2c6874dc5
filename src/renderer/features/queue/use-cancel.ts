import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { describeFailure } from '../../api/failure.ts';
import { useErrorText } from '../../ui/use-error-text.ts';

/** Cancels a query and says how it went. */
export function useCancel(): {
  readonly cancel: (id: string) => void;
  readonly isPending: boolean;
} {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation(
    api.queries.cancel.mutationOptions({
      onSuccess: () => notifications.show({ message: t('queue.cancelled') }),
      onError: (caught) => {
        const { code, message } = describeFailure(caught);
        const text = errorText(code) ?? message ?? code;
        notifications.show({ color: 'red', title: t('queue.cancelFailed'), message: text });
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.queries.key() }),
    }),
  );
  return { cancel: (id) => mutate({ id }), isPending };
}

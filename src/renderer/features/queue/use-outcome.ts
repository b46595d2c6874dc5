import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { describeFailure } from '../../api/failure.ts';
import { useErrorText } from '../../ui/use-error-text.ts';

/** What follows a change to a query: it is said how it went, and the lists are read again. */
export function useOutcome(done: string, failed: string) {
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  return {
    onSuccess: () => {
      notifications.show({ message: done });
    },
    onError: (caught: unknown) => {
      const { code, message } = describeFailure(caught);
      const text = errorText(code) ?? message ?? code;
      notifications.show({ color: 'red', title: failed, message: text });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: api.queries.key() }),
  };
}

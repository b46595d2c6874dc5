import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { describeFailure } from '../../api/failure.ts';
import { useErrorText } from '../../ui/use-error-text.ts';

/** What follows: it is said how it went, in words, and the view is read again. */
function useOutcome() {
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  return {
    done: (message: string) => void notifications.show({ message }),
    failed: (title: string, caught: unknown) => {
      const { code, message } = describeFailure(caught);
      notifications.show({ color: 'red', title, message: errorText(code) ?? message ?? code });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: api.rotation.key() }),
  };
}

export function useRotate(name: string) {
  const { t } = useTranslation();
  const { done, failed, onSettled } = useOutcome();
  return useMutation(
    api.rotation.rotate.mutationOptions({
      onSuccess: () => done(t('rotation.bringing', { name })),
      onError: (caught) => failed(t('rotation.bringFailed', { name }), caught),
      onSettled,
    }),
  );
}

export function useUnload(name: string) {
  const { t } = useTranslation();
  const { done, failed, onSettled } = useOutcome();
  return useMutation(
    api.rotation.unload.mutationOptions({
      onSuccess: () => done(t('rotation.unloading', { name })),
      onError: (caught) => failed(t('rotation.unloadFailed', { name }), caught),
      onSettled,
    }),
  );
}

export function usePin(name: string) {
  const { t } = useTranslation();
  const { done, failed, onSettled } = useOutcome();
  return useMutation(
    api.rotation.pin.mutationOptions({
      onSuccess: (_, { pinned }) =>
        done(t(pinned ? 'rotation.pinning' : 'rotation.unpinning', { name })),
      onError: (caught, { pinned }) =>
        failed(t(pinned ? 'rotation.pinFailed' : 'rotation.unpinFailed', { name }), caught),
      onSettled,
    }),
  );
}

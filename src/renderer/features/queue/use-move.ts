import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useOnline } from '../../api/line.ts';
import { useOutcome } from './use-outcome.ts';

/** Gives waiting queries other places, and says how it went. */
export function useMove() {
  const { t } = useTranslation();
  const online = useOnline();
  const outcome = useOutcome(t('queue.moved'), t('queue.moveFailed'));
  const { mutate, isPending } = useMutation(api.queries.move.mutationOptions(outcome));
  return { move: mutate, canMove: online && !isPending, isPending };
}

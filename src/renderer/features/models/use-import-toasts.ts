import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { SystemEvent } from '../../../shared/contract/events.ts';
import { isOurs } from './import-file.ts';
import { useTellRefusal } from './use-import.ts';

/** Tells how imports ended, whoever began them: this page, the desktop's menu, another program. */
export function useImportToasts(): (event: SystemEvent) => void {
  const { t } = useTranslation();
  const tellRefusal = useTellRefusal();
  return (event) => {
    if (event.type !== 'import') return;
    const { name, state, already_present, error } = event;
    if (state === 'succeeded') {
      const message = t(already_present ? 'imports.presentToast' : 'imports.doneToast', { name });
      notifications.show({ message });
    }
    // A refusal of what was begun here is told by its own answer.
    if (state === 'failed' && error !== null && !isOurs(name)) tellRefusal(name, error);
  };
}

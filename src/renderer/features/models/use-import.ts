import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { describeFailure } from '../../api/failure.ts';
import { useErrorText } from '../../ui/use-error-text.ts';
import { importFile } from './import-file.ts';

/** Says why a file was not taken, in words a person can act on. */
export function useTellRefusal(): (
  name: string,
  failure: { code: string; message: string | null },
) => void {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (name, { code, message }) => {
    // Giving up on purpose is no failure.
    if (code === 'IMPORT_CANCELLED') return;
    notifications.show({
      color: 'red',
      autoClose: false,
      title: t('imports.failedToast', { name }),
      message: `${errorText(code) ?? message ?? t('failed')} (${code})`,
    });
  };
}

/** Imports files one after another: side by side they would only share the same disk. */
export function useImport(): (files: readonly File[]) => Promise<void> {
  const tellRefusal = useTellRefusal();
  return async (files) => {
    for (const file of files) {
      try {
        await importFile(file);
      } catch (caught) {
        tellRefusal(file.name, describeFailure(caught));
      }
    }
  };
}

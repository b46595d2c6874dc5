import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface CancelDialogProps {
  readonly opened: boolean;
  readonly count: number;
  /** What it means. */
  readonly text: string;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks once before several queries are cancelled. */
export function CancelDialog({ opened, count, text, onClose, onConfirm }: CancelDialogProps) {
  const { t } = useTranslation();
  const confirm = (): void => {
    onConfirm();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('queue.cancelSelected', { count })}
      closeButtonProps={{ 'aria-label': t('details.close') }}
    >
      <p>{text}</p>
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('queue.keep')}
        </Button>
        <Button color="red" variant="light" onClick={confirm}>
          {t('queue.cancelSelected', { count })}
        </Button>
      </Group>
    </Modal>
  );
}

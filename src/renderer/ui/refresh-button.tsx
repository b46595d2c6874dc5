import { ActionIcon, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

/** Without a session nothing is told, so one asks. */
export function RefreshButton() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  return (
    <Tooltip label={t('tryAgain')}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('tryAgain')}
        onClick={() => void queryClient.invalidateQueries()}
      >
        <IconRefresh size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

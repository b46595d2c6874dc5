import { Alert, Button } from '@mantine/core';
import { IconEyeOff, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { reconnectNow } from '../api/client.ts';
import { useLineState } from '../api/line.ts';

/** What the state of the connection means for the reader, where it means anything. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const line = useLineState();
  if (line !== 'offline' && line !== 'lost' && line !== 'restricted') return null;
  const Icon = line === 'restricted' ? IconEyeOff : IconPlugConnectedX;
  return (
    <Alert
      className={line === 'restricted' ? 'notice' : 'notice failure'}
      variant="light"
      color={line === 'restricted' ? 'gray' : 'red'}
      icon={<Icon size={20} aria-hidden />}
      title={t(`connection.${line}Title`)}
      role="status"
    >
      <p>{t(`connection.${line}Text`)}</p>
      {line === 'offline' && (
        <Button size="compact-sm" variant="default" onClick={reconnectNow}>
          {t('connection.retry')}
        </Button>
      )}
    </Alert>
  );
}

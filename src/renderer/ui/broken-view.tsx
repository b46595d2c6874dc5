import { Alert, Button, Code } from '@mantine/core';
import type { FallbackProps } from 'react-error-boundary';
import { useTranslation } from 'react-i18next';

/** In place of a view that threw while it was drawn. */
export function BrokenView({ error, resetErrorBoundary }: FallbackProps) {
  const { t } = useTranslation();
  return (
    <Alert color="red" title={t('brokenTitle')} role="alert">
      <p>{t('brokenText')}</p>
      <Code block>{error instanceof Error ? (error.stack ?? error.message) : String(error)}</Code>
      <Button mt="sm" size="compact-sm" variant="default" onClick={resetErrorBoundary}>
        {t('tryAgain')}
      </Button>
    </Alert>
  );
}

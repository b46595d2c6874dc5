import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { describeFailure } from '../api/failure.ts';
import { FailureNotice } from './failure-notice.tsx';

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** Lines of the placeholder, so that the real content moves little when it comes. */
  readonly lines?: number;
  readonly children: (data: Data) => ReactNode;
}

/** Loading, failed or there. What was there once stays while a newer version cannot be had. */
export function Loaded<Data>({ query, lines = 3, children }: LoadedProps<Data>) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <FailureNotice title={t('failed')} failure={describeFailure(query.error)}>
        <Button size="compact-sm" variant="default" onClick={() => void query.refetch()}>
          {t('tryAgain')}
        </Button>
      </FailureNotice>
    );
  }
  return (
    <div role="status">
      <span className="unseen">{t('loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={14} mb={12} width={`${90 - line * 12}%`} />
      ))}
    </div>
  );
}

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { describeFailure } from '../api/failure.ts';
import { useLanguage } from '../i18n/language.tsx';
import { FailureNotice } from './failure-notice.tsx';

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** Loading, failed or there. What was there once stays while a newer version cannot be had. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>) {
  const { texts } = useLanguage();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return <FailureNotice title={texts.failed} failure={describeFailure(query.error)} />;
  }
  return (
    <p className="skeleton" role="status">
      {texts.loading}
    </p>
  );
}

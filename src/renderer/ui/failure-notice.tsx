import { Alert, Code } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../api/failure.ts';
import { useErrorText } from './use-error-text.ts';

interface FailureNoticeProps {
  readonly title: string;
  readonly failure: Failure;
  /** What the reader can do about it here. */
  readonly children?: ReactNode;
}

/** What went wrong, in the reader's language where it is known, with the code programs use. */
export function FailureNotice({ title, failure, children }: FailureNoticeProps) {
  const translated = useErrorText()(failure.code);
  const { t } = useTranslation();
  return (
    <Alert
      className="failure"
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={
        <>
          {title} <Code>{failure.code}</Code>
        </>
      }
    >
      <p className="failure-text">{translated ?? t('failed')}</p>
      {/* The server speaks English, and often names the very thing at fault. */}
      {failure.message !== null && failure.message !== translated && (
        <p className="failure-text facts" lang="en">
          {failure.message}
        </p>
      )}
      {children}
    </Alert>
  );
}

import type { Failure } from '../api/failure.ts';
import { useLanguage } from '../i18n/language.tsx';

interface FailureNoticeProps {
  readonly title: string;
  readonly failure: Failure;
}

/** What went wrong, in the reader's language where it is known, with the code programs use. */
export function FailureNotice({ title, failure: { code, message } }: FailureNoticeProps) {
  const { texts } = useLanguage();
  const translated = texts.errors[code];
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{title}</strong> <code>{code}</code>
      </p>
      {translated !== undefined && <p>{translated}</p>}
      {/* The server speaks English, and often names the very thing at fault. */}
      {message !== null && <p lang="en">{message}</p>}
    </div>
  );
}

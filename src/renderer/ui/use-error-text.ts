import { useTranslation } from 'react-i18next';
import { english } from '../i18n/english.ts';

const isTranslated = (code: string): code is keyof typeof english.errors =>
  Object.hasOwn(english.errors, code);

/** What an error's code means, in the reader's language; undefined when only the server can say. */
export function useErrorText(): (code: string) => string | undefined {
  const { t } = useTranslation();
  return (code) => (isTranslated(code) ? t(`errors.${code}`) : undefined);
}

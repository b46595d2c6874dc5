import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { PageHeader } from '../ui/page-header.tsx';

/** An address that no view answers to. */
export function NothingHere() {
  const { t } = useTranslation();
  return (
    <>
      <PageHeader title={t('notFound')} />
      <Link href="/">{t('home')}</Link>
    </>
  );
}

import { useTranslation } from 'react-i18next';
import { english } from '../i18n/english.ts';

const isKnown = (label: string): label is keyof typeof english.labels =>
  Object.hasOwn(english.labels, label);

/** A model's own label, such as "test model": shown wherever its name is. */
export function ModelTag({ label }: { readonly label: string | null }) {
  const { t } = useTranslation();
  if (label === null) return null;
  return <span className="tag tag-label">{isKnown(label) ? t(`labels.${label}`) : label}</span>;
}

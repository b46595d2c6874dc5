import { useLanguage } from '../i18n/language.tsx';

/** A model's own label, such as "test model": shown wherever its name is. */
export function ModelTag({ label }: { readonly label: string | null }) {
  const { texts } = useLanguage();
  if (label === null) return null;
  return <span className="tag tag-label">{texts.labels[label] ?? label}</span>;
}

import { useTranslation } from 'react-i18next';
import { english } from '../i18n/english.ts';

const isKnown = (label: string): label is keyof typeof english.labels =>
  Object.hasOwn(english.labels, label);

/** What to know of a model, such as "light model": shown wherever its name is. */
export function ModelTag({ label }: { readonly label: string | null }) {
  const { t } = useTranslation();
  // One that stands in for others has two: "Light LLM, light model".
  return label?.split(', ').map((one) => (
    <span key={one} className="tag tag-label">
      {isKnown(one) ? t(`labels.${one}`) : one}
    </span>
  ));
}

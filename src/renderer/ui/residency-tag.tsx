import { useTranslation } from 'react-i18next';
import type { Model } from '../../shared/domain/model.ts';

/** Where a model is now: a lamp and a word. */
export function ResidencyTag({ model }: { readonly model: Pick<Model, 'residency' | 'enabled'> }) {
  const { t } = useTranslation();
  return (
    <span className="residency" data-residency={model.residency}>
      <span className="lamp" aria-hidden="true" />
      {model.enabled ? t(`residency.${model.residency}`) : t('models.disabled')}
    </span>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Status } from '../../../shared/contract/system.ts';
import { api } from '../../api/client.ts';
import { ResidencyTag } from '../../ui/residency-tag.tsx';

/** The model that stands in for the others: which, where it is, and when it answers. */
export function LightLlm({ light }: { readonly light: NonNullable<Status['light_llm']> }) {
  const { t } = useTranslation();
  const models = useQuery(api.models.list.queryOptions());
  const { model, residency } = light;
  const name = models.data?.models.find(({ id }) => id === model)?.name ?? model;
  return (
    <p className="light-llm facts">
      <span>
        {t('labels.Light LLM')}: <strong title={model}>{name}</strong>
      </span>
      <ResidencyTag model={{ residency, enabled: true }} />
      <span>{t('overview.light')}</span>
    </p>
  );
}

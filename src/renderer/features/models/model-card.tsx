import { Button } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Model } from '../../../shared/domain/model.ts';
import type { Format } from '../../i18n/format.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ModelTag } from '../../ui/model-tag.tsx';
import { ResidencyTag } from '../../ui/residency-tag.tsx';
import { useConversation } from '../ask/conversation.ts';
import { ModelHealth } from './model-health.tsx';

function factsOf(model: Model, t: TFunction, format: Format) {
  const { tokens_per_second: speed, success_rate, last_used } = model;
  return [
    [t('models.size'), format.bytes(model.size_bytes)],
    [t('models.parameters'), model.parameters === null ? '–' : format.parameters(model.parameters)],
    [t('models.quant'), model.quant],
    [t('models.architecture'), model.architecture],
    [t('models.context'), t('models.contextTokens', { count: model.context_length })],
    [
      t('models.speed'),
      speed === null ? '–' : t('models.tokensPerSecond', { speed: format.number(speed) }),
    ],
    [t('models.success'), success_rate === null ? '–' : format.percent(success_rate)],
    [t('models.uses'), format.number(model.uses)],
    [t('models.lastUsed'), last_used === null ? t('models.never') : format.since(last_used)],
    [t('models.licence'), model.license ?? t('models.unknown')],
  ] as const;
}

/** Opens the conversation with this model chosen. */
function AskIt({ model }: { readonly model: Model }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconMessageCircle size={15} aria-hidden />}
      disabled={!model.enabled}
      aria-label={`${t('models.ask')}: ${model.name}`}
      onClick={() => {
        useConversation.setState({ model: model.id });
        navigate('/ask');
      }}
    >
      {t('models.ask')}
    </Button>
  );
}

export function ModelCard({ model }: { readonly model: Model }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="card model-card" data-residency={model.residency}>
      <header>
        <h2 title={model.id}>{model.name}</h2>
        <ResidencyTag model={model} />
      </header>
      <p className="mono model-id">{model.id}</p>
      <p className="model-tags">
        <ModelTag label={model.label} />
        {model.specialties.map((specialty) => (
          <span key={specialty} className="tag">
            {t(`specialty.${specialty}`)}
          </span>
        ))}
        {model.linked && model.source !== 'built-in' && (
          <span className="tag">{t('models.linked')}</span>
        )}
      </p>
      <ModelHealth model={model} />
      <dl className="model-facts">
        {factsOf(model, t, format).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <AskIt model={model} />
    </li>
  );
}

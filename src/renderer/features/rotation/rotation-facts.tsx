import { useTranslation } from 'react-i18next';
import type { Rotation } from '../../../shared/domain/rotation.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useModelNames } from '../../ui/use-model-names.ts';

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly more?: string;
}

function useFacts({ active, models, policy, prediction, counts }: Rotation): readonly Fact[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useModelNames();
  const taken = models.filter(({ state, light }) => state !== 'cold' && !light).length;
  const begun = counts.hits + counts.misses;
  const { swap_p50_s: usual, swap_p95_s: slow } = counts;
  return [
    { name: t('rotation.active'), value: active === null ? t('rotation.nobody') : nameOf(active) },
    {
      name: t('rotation.places'),
      value: t('rotation.placesOf', { taken, all: policy.max_active_models }),
    },
    {
      name: t('rotation.found'),
      value: begun === 0 ? '–' : format.percent(counts.hits / begun),
      ...(begun > 0 && {
        more: t('rotation.foundOf', {
          hits: format.number(counts.hits),
          all: format.number(begun),
        }),
      }),
    },
    {
      name: t('rotation.swap'),
      value: usual === null ? '–' : format.seconds(usual),
      ...(slow !== null && { more: t('rotation.swapTail', { time: format.seconds(slow) }) }),
    },
    {
      name: t('rotation.prediction'),
      value: t(prediction.enabled ? 'rotation.on' : 'rotation.off'),
      more: `${t('rotation.ahead')}: ${[
        t('rotation.aheadUsed', { count: counts.warmed_used }),
        t('rotation.inVain', { count: counts.warmed_in_vain }),
      ].join(', ')}`,
    },
  ];
}

/** The state of rotation in a handful of figures. */
export function RotationFacts({ rotation }: { readonly rotation: Rotation }) {
  const { t } = useTranslation();
  const { loads } = rotation.counts;
  const came = Object.values(loads).some((count) => count > 0);
  return (
    <>
      <dl className="figures rotation-facts">
        {useFacts(rotation).map(({ name, value, more }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="clip" title={value}>
              {value}
            </dd>
            {more !== undefined && <dd className="facts">{more}</dd>}
          </div>
        ))}
      </dl>
      {came && <p className="facts rotation-loads">{t('rotation.loads', loads)}</p>}
    </>
  );
}

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Rotation } from '../../../shared/domain/rotation.ts';
import { useRestricted } from '../../api/line.ts';
import { Empty } from '../../ui/empty.tsx';
import { firstToShow } from './first-to-show.ts';
import { RotatingModelRow } from './rotating-model-row.tsx';

/** Each model: where it is, how likely it is needed, and what can be done with it. */
export function RotatingModels({
  rotation: { models, prediction },
}: {
  readonly rotation: Rotation;
}) {
  const { t } = useTranslation();
  const restricted = useRestricted();
  const [all, setAll] = useState(false);
  const first = firstToShow(models);
  const hidden = models.length - first.length;
  return (
    <>
      {restricted && <p className="facts">{t('rotation.needsSession')}</p>}
      <ul className="rotating-models">
        {(all ? models : first).map((model) => (
          <RotatingModelRow key={model.model_id} model={model} window_s={prediction.window_s} />
        ))}
      </ul>
      {models.every(({ light }) => light) && (
        <Empty text={t('rotation.onlyLight')}>
          <Link href="/models">{t('rotation.toModels')}</Link>
        </Empty>
      )}
      {hidden > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? t('rotation.showFewer') : t('rotation.showAll', { count: hidden })}
        </Button>
      )}
    </>
  );
}

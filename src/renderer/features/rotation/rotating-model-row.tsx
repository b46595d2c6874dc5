import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { RotatingModel } from '../../../shared/domain/rotation.ts';
import { useRestricted } from '../../api/line.ts';
import type { Format } from '../../i18n/format.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useModelNames } from '../../ui/use-model-names.ts';
import { useNow } from '../../ui/use-now.ts';
import { RotationActions } from './rotation-actions.tsx';
import { StateMark } from './state-mark.tsx';

/** When it leaves by itself; null: it is not in memory. */
function leaveText(
  { state, pinned, leaves_at }: RotatingModel,
  now: number,
  t: TFunction,
  format: Format,
) {
  if (state !== 'warm' && state !== 'active') return null;
  if (pinned) return t('rotation.stays');
  if (leaves_at === null) return null;
  const left_s = Math.ceil((Date.parse(leaves_at) - now) / 1000);
  return left_s > 0
    ? t('rotation.leaves', { time: format.duration(left_s) })
    : t('rotation.leaving');
}

/** Of a model on disk: how soon it would be here, and when it was used last. */
function awayFacts({ load_s, last_used }: RotatingModel, t: TFunction, format: Format) {
  return [
    load_s === null ? null : t('rotation.loadTime', { time: format.seconds(load_s) }),
    last_used === null
      ? t('rotation.never')
      : t('rotation.used', { when: format.since(last_used) }),
  ];
}

function factsOf(model: RotatingModel, now: number, t: TFunction, format: Format): string {
  const { state, since, running } = model;
  const where = t(`rotationState.${state}`);
  const facts =
    state === 'cold'
      ? [where, ...awayFacts(model, t, format)]
      : [
          since === null ? where : `${where} ${t('rotation.since', { time: format.clock(since) })}`,
          running === 0 ? null : t('models.runningNow', { count: running }),
          leaveText(model, now, t, format),
        ];
  return facts.filter((fact) => fact !== null).join(' · ');
}

interface RotatingModelRowProps {
  readonly model: RotatingModel;
  /** How far prediction looks ahead. */
  readonly window_s: number;
}

export function RotatingModelRow({ model, window_s }: RotatingModelRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const restricted = useRestricted();
  const name = useModelNames()(model.model_id);
  const now = useNow(model.leaves_at !== null);
  const { state, pinned, light, warmed, need } = model;
  return (
    <li className="rotating" data-state={state}>
      <p className="rotating-name">
        <StateMark state={state} />
        <strong className="two-lines" title={model.model_id}>
          {name}
        </strong>
        {pinned && <span className="tag tag-pinned">{t('rotation.pinned')}</span>}
        {light && <span className="tag tag-label">{t('labels.Light LLM')}</span>}
        {warmed && <span className="tag">{t('rotation.warmed')}</span>}
      </p>
      <p className="facts">{factsOf(model, now, t, format)}</p>
      <p className="need facts">
        <span>{t('rotation.need', { time: format.duration(window_s) })}</span>
        <span className="bar" aria-hidden="true">
          <span style={{ width: `${100 * need}%` }} />
        </span>
        <span>{format.percent(need)}</span>
      </p>
      {!restricted && <RotationActions model={model} name={name} />}
    </li>
  );
}

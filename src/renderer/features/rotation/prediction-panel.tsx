import { useTranslation } from 'react-i18next';
import type { Prediction } from '../../../shared/domain/rotation.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../ui/empty.tsx';
import { useModelNames } from '../../ui/use-model-names.ts';

/** Less is not worth a row. */
const LEAST_SHARE = 0.005;

function Share({ label, share }: { readonly label: string; readonly share: number }) {
  const format = useFormat();
  return (
    <td className="foretold-share" data-label={label}>
      <span className="bar" aria-hidden="true">
        <span style={{ width: `${100 * share}%` }} />
      </span>
      <span>{format.percent(share)}</span>
    </td>
  );
}

interface ForetoldRowProps {
  readonly foretold: Prediction['types'][number];
  readonly window_s: number;
}

function ForetoldRow({ foretold, window_s }: ForetoldRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useModelNames();
  const { query_type, next, within_window, queued, model_id } = foretold;
  return (
    <tr>
      <th scope="row">{t(`specialty.${query_type}`)}</th>
      <Share label={t('rotation.nextIs')} share={next} />
      <Share
        label={t('rotation.withinWindow', { time: format.duration(window_s) })}
        share={within_window}
      />
      <td data-label={t('rotation.waits')}>{format.number(queued)}</td>
      <td className="foretold-model facts" title={model_id ?? undefined}>
        {model_id === null ? t('rotation.noTaker') : nameOf(model_id)}
      </td>
    </tr>
  );
}

function Foretold({ types, window_s }: Pick<Prediction, 'types' | 'window_s'>) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className="foretold">
      <thead>
        <tr>
          <th scope="col">{t('rotation.type')}</th>
          <th scope="col">{t('rotation.nextIs')}</th>
          <th scope="col">{t('rotation.withinWindow', { time: format.duration(window_s) })}</th>
          <th scope="col">{t('rotation.waits')}</th>
          <th scope="col">{t('rotation.taker')}</th>
        </tr>
      </thead>
      <tbody>
        {types.map((foretold) => (
          <ForetoldRow key={foretold.query_type} foretold={foretold} window_s={window_s} />
        ))}
      </tbody>
    </table>
  );
}

/** Which types of query are expected, who would take them, and what came of it. */
export function PredictionPanel({ prediction }: { readonly prediction: Prediction }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { enabled, observed, window_s, expected, types, decided } = prediction;
  const worthARow = types.filter(
    ({ next, within_window, queued }) => queued > 0 || Math.max(next, within_window) >= LEAST_SHARE,
  );
  return (
    <>
      {!enabled && <p className="facts">{t('rotation.predictedOff')}</p>}
      {observed === 0 ? (
        <Empty text={t('rotation.nothingObserved')} />
      ) : (
        <p className="facts">
          {t('rotation.expected', {
            amount: format.number(expected),
            time: format.duration(window_s),
          })}{' '}
          {t('rotation.observed', { count: observed })}
        </p>
      )}
      {worthARow.length > 0 && <Foretold types={worthARow} window_s={window_s} />}
      {decided !== '' && (
        <p className="decided">
          {t('rotation.decided')}: <span lang="en">{decided}</span>
        </p>
      )}
    </>
  );
}

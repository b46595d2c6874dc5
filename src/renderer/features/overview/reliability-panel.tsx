import { useTranslation } from 'react-i18next';
import type { Statistics } from '../../../shared/contract/system.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useErrorText } from '../../ui/use-error-text.ts';

/** The most used ones; the view of the models tells of all. */
const SHOWN = 5;

function Models({ models }: Pick<Statistics, 'models'>) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="reliability" aria-label={t('overview.byModel')}>
      {models.map(({ model_id, uses, success_rate }) => (
        <li key={model_id}>
          <span className="clip mono" title={model_id}>
            {model_id}
          </span>
          <span className="facts">{t('overview.uses', { count: uses })}</span>
          <span>{success_rate === null ? '–' : format.percent(success_rate)}</span>
        </li>
      ))}
    </ul>
  );
}

function Errors({ errors }: Pick<Statistics['since_start'], 'errors'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const counts = Object.entries(errors).toSorted(([, a], [, b]) => b - a);
  if (counts.length === 0) return <p className="facts">{t('overview.noErrors')}</p>;
  return (
    <>
      <h3>{t('overview.errorsSinceStart')}</h3>
      <ul className="error-counts">
        {counts.map(([code, count]) => (
          <li key={code}>
            <span className="mono" title={errorText(code)}>
              {code}
            </span>
            <span>{format.number(count)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Which models answer reliably, and what went wrong. */
export function ReliabilityPanel({ models, since_start: { errors } }: Statistics) {
  const used = models.filter(({ uses }) => uses > 0).toSorted((a, b) => b.uses - a.uses);
  return (
    <>
      {used.length > 0 && <Models models={used.slice(0, SHOWN)} />}
      <Errors errors={errors} />
    </>
  );
}

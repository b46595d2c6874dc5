import './decisions.css';
import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../shared/domain/query.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { CandidateList } from './candidate-list.tsx';

/** What was out of the ordinary: that it was tried out, or had been decided before. */
function Remarks({ decision: { explores, cached_s } }: { readonly decision: Decision }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {explores === true && <p className="facts">{t('decisions.exploresText')}</p>}
      {cached_s !== undefined && (
        <p className="facts">{t('decisions.cachedText', { time: format.duration(cached_s) })}</p>
      )}
    </>
  );
}

function DecisionItem({ decision }: { readonly decision: Decision }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { attempt, reason, candidates, step, explores, cached_s } = decision;
  return (
    <li>
      <p>
        <strong>
          {attempt === 0
            ? t('details.waiting')
            : t('details.attempt', { attempt: format.number(attempt) })}
        </strong>{' '}
        {step !== undefined && step !== 'chosen' && (
          <span className="tag">{t(`step.${step}`)}</span>
        )}{' '}
        {explores === true && <span className="tag tag-label">{t('decisions.explores')}</span>}{' '}
        {cached_s !== undefined && <span className="tag">{t('decisions.cached')}</span>}{' '}
        <span lang="en">{reason}</span>
      </p>
      <Remarks decision={decision} />
      {candidates.length > 0 && <CandidateList decision={decision} />}
    </li>
  );
}

/** Each attempt with all that could have answered, and why this one was taken. */
export function DecisionList({ decisions }: { readonly decisions: readonly Decision[] }) {
  const { t } = useTranslation();
  if (decisions.length === 0) return <p className="facts">{t('details.noDecision')}</p>;
  return (
    <ol className="decisions">
      {decisions.map((decision) => (
        <DecisionItem
          key={`${decision.attempt} ${decision.at} ${decision.reason}`}
          decision={decision}
        />
      ))}
    </ol>
  );
}

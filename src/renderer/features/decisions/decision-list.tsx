import './decisions.css';
import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../shared/domain/query.ts';
import { useFormat } from '../../i18n/use-format.ts';

function Candidate({
  candidate,
  chosen,
}: {
  readonly candidate: Decision['candidates'][number];
  readonly chosen: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { model_id, eligible, score, reasons } = candidate;
  return (
    <tr data-chosen={chosen}>
      <th scope="row">
        <span className="mono">{model_id}</span>{' '}
        {chosen && <span className="tag tag-chosen">{t('details.chosen')}</span>}
        {!eligible && <span className="tag">{t('details.notEligible')}</span>}
      </th>
      <td className="score">
        {score === null ? '–' : format.score(score)}
        {score !== null && score > 0 && (
          <meter min={0} max={1} value={score} aria-hidden="true" className="score-bar" />
        )}
      </td>
      <td lang="en" className="facts">
        {reasons.join('; ')}
      </td>
    </tr>
  );
}

/** Each attempt with all that could have answered, and why this one was taken. */
export function DecisionList({ decisions }: { readonly decisions: readonly Decision[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (decisions.length === 0) return <p className="facts">{t('details.noDecision')}</p>;
  return (
    <ol className="decisions">
      {decisions.map(({ attempt, at, reason, chosen, candidates, step }) => (
        <li key={`${attempt} ${at} ${reason}`}>
          <p>
            <strong>
              {attempt === 0
                ? t('details.waiting')
                : t('details.attempt', { attempt: format.number(attempt) })}
            </strong>{' '}
            {step !== undefined && step !== 'chosen' && (
              <span className="tag">{t(`step.${step}`)}</span>
            )}{' '}
            <span lang="en">{reason}</span>
          </p>
          {candidates.length > 0 && (
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('details.candidate')}</th>
                  <th scope="col">{t('details.score')}</th>
                  <th scope="col">{t('details.reasons')}</th>
                </tr>
              </thead>
              <tbody>
                {candidates.map((candidate) => (
                  <Candidate
                    key={candidate.model_id}
                    candidate={candidate}
                    chosen={candidate.model_id === chosen}
                  />
                ))}
              </tbody>
            </table>
          )}
        </li>
      ))}
    </ol>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoreParts } from '../../../shared/domain/query.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { Candidate } from './candidates-in-order.ts';
import { ScoreDrawing } from './score-drawing.tsx';
import { ScoreNumbers } from './score-numbers.tsx';

/** What is told in words: the seconds of a switch, and what outweighs every score. */
function Remarks({ parts: { switching, adjustment } }: { readonly parts: ScoreParts }) {
  const { t } = useTranslation();
  const format = useFormat();
  const points = format.score(Math.abs(adjustment));
  return (
    <>
      {switching.load_s + switching.prefill_s > 0 && (
        <p className="facts">
          {t('decisions.switching', {
            load: format.seconds(switching.load_s),
            read: format.seconds(switching.prefill_s),
            accepted: format.seconds(switching.accepted_s),
          })}
        </p>
      )}
      {adjustment !== 0 && (
        <p className="facts">
          {t(adjustment > 0 ? 'decisions.raised' : 'decisions.lowered', { points })}
        </p>
      )}
    </>
  );
}

interface CandidateRowProps {
  readonly candidate: Candidate;
  readonly chosen: boolean;
  /** The points that the whole width of a bar stands for. */
  readonly full: number;
}

/** A model that could have answered: its points, and why it was taken, passed over or ruled out. */
export function CandidateRow({ candidate, chosen, full }: CandidateRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { model_id, eligible, score, parts, reasons } = candidate;
  return (
    <li className="candidate" data-chosen={chosen}>
      <p className="candidate-head">
        <span className="mono">{model_id}</span>{' '}
        {chosen && <span className="tag tag-chosen">{t('details.chosen')}</span>}
        {!eligible && <span className="tag">{t('details.notEligible')}</span>}
        {score !== null && (
          <span className="score">
            <span className="unseen">{t('details.score')}: </span>
            {format.score(score)}
          </span>
        )}
      </p>
      {parts != null && score !== null && (
        <>
          <ScoreDrawing parts={parts} full={full} open={open} onToggle={() => setOpen(!open)} />
          {open && <ScoreNumbers name={model_id} parts={parts} score={score} />}
          <Remarks parts={parts} />
        </>
      )}
      {reasons.length > 0 && (
        <p lang="en" className="facts">
          {reasons.join('; ')}
        </p>
      )}
    </li>
  );
}

import { useTranslation } from 'react-i18next';
import type { ScoreParts } from '../../../shared/domain/query.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { pointsOf, SHARES } from './score-bar.ts';
import { PartMark } from './score-drawing.tsx';

interface ScoreNumbersProps {
  readonly name: string;
  readonly parts: ScoreParts;
  readonly score: number;
}

/** The sum behind a score. */
export function ScoreNumbers({ name, parts, score }: ScoreNumbersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className="score-numbers">
      <caption className="unseen">{t('decisions.numbersOf', { name })}</caption>
      <tbody>
        {SHARES.map((share) => (
          <tr key={share}>
            <th scope="row">
              <PartMark part={share} /> {t(`scorePart.${share}`)}
            </th>
            <td className="facts">
              {format.score(parts[share].value)} × {format.score(parts[share].weight)}
            </td>
            <td>{format.score(pointsOf(parts, share))}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">
            <PartMark part="switching" /> {t('scorePart.switching')}
          </th>
          <td />
          <td>{format.score(-parts.switching.cost)}</td>
        </tr>
        {parts.adjustment !== 0 && (
          <tr>
            <th scope="row">{t('decisions.adjustment')}</th>
            <td />
            <td>{format.score(parts.adjustment)}</td>
          </tr>
        )}
        <tr>
          <th scope="row">{t('decisions.total')}</th>
          <td />
          <td>
            <strong>{format.score(score)}</strong>
          </td>
        </tr>
      </tbody>
    </table>
  );
}

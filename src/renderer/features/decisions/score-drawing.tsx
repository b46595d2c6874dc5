import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ScoreParts } from '../../../shared/domain/query.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { pointsOf, SHARES, type Stretch, scoreBar } from './score-bar.ts';

/** A sample of how a part is drawn: each has a pattern of its own beside its colour. */
export const PartMark = ({ part }: { readonly part: string }) => (
  <span className="score-part part-mark" data-part={part} aria-hidden="true" />
);

const at = ({ left, width }: Stretch) => ({ left: `${left}%`, width: `${width}%` });

interface ScoreDrawingProps {
  readonly parts: ScoreParts;
  /** The points that the whole width stands for. */
  readonly full: number;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** The parts of a score side by side, what switching costs crossed out; a click tells the numbers. */
export function ScoreDrawing({ parts, full, open, onToggle }: ScoreDrawingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { shares, cost } = scoreBar(parts, full);
  const numbers = [
    ...SHARES.map((name) => `${t(`scorePart.${name}`)} ${format.score(pointsOf(parts, name))}`),
    `${t('scorePart.switching')} ${format.score(-parts.switching.cost)}`,
  ].join(', ');
  return (
    <UnstyledButton
      className="score-drawing"
      aria-expanded={open}
      aria-label={numbers}
      title={numbers}
      onClick={onToggle}
    >
      {shares.map(({ name, ...stretch }) => (
        <span key={name} className="score-part" data-part={name} style={at(stretch)} />
      ))}
      {cost.width > 0 && <span className="score-part" data-part="switching" style={at(cost)} />}
    </UnstyledButton>
  );
}

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Decision } from '../../../shared/domain/query.ts';
import { CandidateRow } from './candidate-row.tsx';
import { candidatesInOrder } from './candidates-in-order.ts';
import { SHARES, scaleOf } from './score-bar.ts';
import { PartMark } from './score-drawing.tsx';

const PARTS = [...SHARES, 'switching'] as const;
/** The chosen one and the best of the others. */
const FEW = 4;

function Legend() {
  const { t } = useTranslation();
  return (
    <ul className="score-legend facts" aria-label={t('decisions.legend')}>
      {PARTS.map((part) => (
        <li key={part}>
          <PartMark part={part} /> {t(`scorePart.${part}`)}
          {part === 'switching' && ` ${t('decisions.subtracted')}`}
        </li>
      ))}
    </ul>
  );
}

/** All that could have answered, the best first, and of many the best only until one asks. */
export function CandidateList({ decision }: { readonly decision: Decision }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const inOrder = candidatesInOrder(decision);
  const scored = inOrder.flatMap(({ parts }) => (parts == null ? [] : [parts]));
  const hidden = inOrder.length - FEW;
  return (
    <>
      {scored.length > 0 && <Legend />}
      <ol className="candidates">
        {(all ? inOrder : inOrder.slice(0, FEW)).map((candidate) => (
          <CandidateRow
            key={candidate.model_id}
            candidate={candidate}
            chosen={candidate.model_id === decision.chosen}
            full={scaleOf(scored)}
          />
        ))}
      </ol>
      {hidden > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? t('decisions.showFewer') : t('decisions.showAll', { count: hidden })}
        </Button>
      )}
    </>
  );
}

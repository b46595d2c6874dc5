import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { AnswerFacts } from './answer-facts.tsx';
import { isUnderWay } from './answer-progress.ts';
import { AnswerText } from './answer-text.tsx';
import { BeyondCard } from './beyond-card.tsx';
import { askAgain } from './conversation.ts';
import { PhaseLine } from './phase-line.tsx';
import type { Turn } from './turn.ts';

interface TurnViewProps {
  readonly turn: Turn;
  /** Only the last question can be asked again. */
  readonly last: boolean;
}

/** A question with its answer as it is written. Read aloud once it is complete, not word by word. */
export function TurnView({ turn, last }: TurnViewProps) {
  const { t } = useTranslation();
  const { question, progress } = turn;
  return (
    <li className="turn" data-phase={progress.phase}>
      <p className="asked">
        <span className="unseen">{t('ask.you')}: </span>
        <span>{question}</span>
      </p>
      <output
        className="answer-text"
        aria-label={t('ask.answer')}
        aria-live="polite"
        aria-busy={isUnderWay(progress)}
      >
        <AnswerText text={'text' in progress ? progress.text : ''} />
      </output>
      {progress.phase === 'failed' ? (
        <FailureNotice title={t('ask.failed')} failure={progress.failure}>
          {last && (
            <Button size="compact-sm" variant="default" onClick={() => void askAgain()}>
              {t('ask.retry')}
            </Button>
          )}
        </FailureNotice>
      ) : (
        <PhaseLine progress={progress} />
      )}
      {last && progress.phase === 'done' && progress.answer.beyond && (
        <BeyondCard model={progress.answer.model_used} />
      )}
      <AnswerFacts turn={turn} />
    </li>
  );
}

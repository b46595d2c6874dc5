import './feedback.css';
import { ActionIcon, Tooltip } from '@mantine/core';
import { type Icon, IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { QueryRecord } from '../../../shared/domain/query.ts';
import { api } from '../../api/client.ts';
import { describeFailure } from '../../api/failure.ts';
import { useOnline } from '../../api/line.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useErrorText } from '../../ui/use-error-text.ts';

const GOOD = 1;
const BAD = 0;

interface ThumbProps {
  readonly label: string;
  readonly icon: Icon;
  readonly pressed: boolean;
  readonly onPress: () => void;
}

function Thumb({ label, icon: Icon, pressed, onPress }: ThumbProps) {
  const online = useOnline();
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="sm"
        variant={pressed ? 'filled' : 'subtle'}
        color={pressed ? 'signal' : 'gray'}
        aria-label={label}
        aria-pressed={pressed}
        disabled={!online}
        onClick={onPress}
      >
        <Icon size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

interface FeedbackProps {
  readonly query_id: string;
  /** What was said before, 0 to 1; null: nothing yet. */
  readonly given: number | null;
  readonly onGiven: (query: QueryRecord) => void;
}

/** Whether an answer was good: counted when the next model is chosen. May be changed at any time. */
export function Feedback({ query_id, given, onGiven }: FeedbackProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const errorText = useErrorText();
  const { mutate, isPending, variables, error } = useMutation(
    api.queries.feedback.mutationOptions({ onSuccess: (query) => onGiven(query) }),
  );
  const shown = isPending ? variables.score : given;
  const press = (score: number) => {
    if (shown !== score) mutate({ id: query_id, score });
  };
  const thanks = (score: number): string => {
    if (score === GOOD) return t('feedback.thanksGood');
    if (score === BAD) return t('feedback.thanksBad');
    return t('feedback.judged', { score: format.score(score) });
  };
  const failure = error === null ? null : describeFailure(error);
  return (
    <div className="feedback" role="group" aria-label={t('feedback.label')}>
      <Thumb
        label={t('feedback.good')}
        icon={IconThumbUp}
        pressed={shown === GOOD}
        onPress={() => press(GOOD)}
      />
      <Thumb
        label={t('feedback.bad')}
        icon={IconThumbDown}
        pressed={shown === BAD}
        onPress={() => press(BAD)}
      />
      {failure === null ? (
        <span className="facts" role="status">
          {given !== null && thanks(given)}
        </span>
      ) : (
        <span className="feedback-failed" role="alert">
          {t('feedback.failed')} {errorText(failure.code) ?? failure.message ?? failure.code}
        </span>
      )}
    </div>
  );
}

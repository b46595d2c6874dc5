import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Format } from '../../i18n/format.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { type AnswerProgress, isUnderWay } from './answer-progress.ts';

function describe(progress: AnswerProgress, t: TFunction, format: Format): string {
  switch (progress.phase) {
    case 'idle':
      return '';
    case 'sending':
      return t('ask.sending');
    case 'queued':
      return progress.ahead === 0 ? t('ask.next') : t('ask.queued', { count: progress.ahead });
    case 'writing':
      if (progress.text !== '') return t('ask.writing');
      return progress.model !== null && progress.model.attempt > 1
        ? t('ask.again', { attempt: format.number(progress.model.attempt) })
        : t('ask.thinking');
    case 'stopped':
      return t('ask.stopped');
    case 'failed':
      return t('ask.failed');
    case 'done':
      return progress.answer.finish_reason === 'length' ? t('ask.cutShort') : t('ask.done');
  }
}

/** How far the answer has come, in words. */
export function PhaseLine({ progress }: { readonly progress: AnswerProgress }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className="phase facts" role="status" data-busy={isUnderWay(progress)}>
      {describe(progress, t, format)}
    </p>
  );
}

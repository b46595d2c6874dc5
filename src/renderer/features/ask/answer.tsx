import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Texts } from '../../i18n/english.ts';
import type { Format } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { FailureNotice } from '../../ui/failure-notice.tsx';
import { ModelTag } from '../../ui/model-tag.tsx';
import {
  type AnswerProgress,
  type ChosenModel,
  chosenModel,
  isUnderWay,
} from './answer-progress.ts';

function describePhase(progress: AnswerProgress, { ask }: Texts, format: Format): string {
  switch (progress.phase) {
    case 'idle':
      return ask.empty;
    case 'sending':
      return ask.sending;
    case 'queued':
      return progress.ahead === 0 ? ask.next : ask.queued(format.number(progress.ahead));
    case 'writing':
      return progress.text === '' ? ask.thinking : ask.writing;
    case 'stopped':
      return ask.stopped;
    case 'failed':
      return ask.failed;
    case 'done': {
      const { finish_reason, usage, processing_time } = progress.answer;
      const facts = ask.facts(
        format.number(usage.completion_tokens),
        format.seconds(processing_time),
      );
      return `${finish_reason === 'length' ? ask.cutShort : ask.done} · ${facts}`;
    }
  }
}

function AnsweringModel({ chosen }: { readonly chosen: ChosenModel }) {
  const { texts } = useLanguage();
  const models = useQuery(api.models.list.queryOptions());
  const model = models.data?.models.find(({ id }) => id === chosen.id);
  return (
    <p className="answered-by">
      <strong data-testid="answered-by" title={chosen.id}>
        {model?.name ?? chosen.id}
      </strong>
      <ModelTag label={chosen.label} />
      <span className="facts">
        {texts.ask.why}: <span lang="en">{chosen.reason}</span>
      </span>
    </p>
  );
}

/** The answer as it is written. Read aloud once it is complete, not word by word. */
export function Answer({ progress }: { readonly progress: AnswerProgress }) {
  const { texts, format } = useLanguage();
  const chosen = chosenModel(progress);
  return (
    <div className="answer" data-phase={progress.phase}>
      {chosen !== null && <AnsweringModel chosen={chosen} />}
      <output
        className="answer-text"
        aria-label={texts.ask.answer}
        aria-live="polite"
        aria-busy={isUnderWay(progress)}
      >
        {'text' in progress ? progress.text : ''}
      </output>
      {progress.phase === 'failed' ? (
        <FailureNotice title={texts.ask.failed} failure={progress.failure} />
      ) : (
        <p className="facts" role="status">
          {describePhase(progress, texts, format)}
        </p>
      )}
    </div>
  );
}

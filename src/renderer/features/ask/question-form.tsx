import { Button, Textarea } from '@mantine/core';
import { IconPlayerStopFilled, IconSend2 } from '@tabler/icons-react';
import { type KeyboardEvent, type SubmitEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnline } from '../../api/line.ts';
import { ask, isAnswering, stop, useConversation } from './conversation.ts';
import { ModelChoice } from './model-choice.tsx';

const setDraft = (draft: string): void => useConversation.setState({ draft });

/** Where the question is written; the same button stops the answer. */
export function QuestionForm() {
  const { t } = useTranslation();
  const draft = useConversation((conversation) => conversation.draft);
  const busy = useConversation(isAnswering);
  const online = useOnline();
  const hint = useId();
  const sendable = online && draft.trim() !== '';

  function sendOrStop(event: SubmitEvent): void {
    event.preventDefault();
    if (busy) stop();
    else if (sendable) void ask(draft);
  }
  function sendOnEnter(event: KeyboardEvent): void {
    // While a character is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!busy && sendable) void ask(draft);
  }

  return (
    <form className="question" onSubmit={sendOrStop}>
      <Textarea
        aria-label={t('ask.question')}
        aria-describedby={hint}
        placeholder={t('ask.placeholder')}
        autosize
        minRows={2}
        maxRows={10}
        variant="unstyled"
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={sendOnEnter}
      />
      <div className="question-foot">
        <ModelChoice />
        <span id={hint} className="facts">
          {t('ask.hint')}
        </span>
        {/* One button, so that it keeps the focus when its meaning changes. */}
        <Button
          type="submit"
          variant={busy ? 'default' : 'filled'}
          disabled={!busy && !sendable}
          leftSection={
            busy ? (
              <IconPlayerStopFilled size={16} aria-hidden />
            ) : (
              <IconSend2 size={17} aria-hidden />
            )
          }
        >
          {busy ? t('ask.stop') : t('ask.send')}
        </Button>
      </div>
    </form>
  );
}

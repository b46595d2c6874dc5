import { type KeyboardEvent, type SubmitEvent, useId, useState } from 'react';
import { connection } from '../../api/client.ts';
import { useConnectionState } from '../../api/connection.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Answer } from './answer.tsx';
import { isUnderWay } from './answer-progress.ts';
import { useAsk } from './use-ask.ts';

export function Ask() {
  const { texts } = useLanguage();
  const { progress, ask, stop } = useAsk();
  const [question, setQuestion] = useState('');
  const online = useConnectionState(connection) === 'online';
  const field = useId();
  const hint = useId();
  const busy = isUnderWay(progress);

  const sendable = online && question.trim() !== '';

  function sendOrStop(event: SubmitEvent): void {
    event.preventDefault();
    if (busy) stop();
    else if (sendable) void ask(question);
  }
  function sendOnEnter(event: KeyboardEvent): void {
    // While a character is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!busy && sendable) void ask(question);
  }

  return (
    <section className="ask card">
      <h2>{texts.ask.title}</h2>
      <form onSubmit={sendOrStop}>
        <label htmlFor={field}>{texts.ask.question}</label>
        <textarea
          id={field}
          aria-describedby={hint}
          rows={4}
          placeholder={texts.ask.placeholder}
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
          onKeyDown={sendOnEnter}
        />
        <div className="actions">
          <span id={hint} className="facts">
            {texts.ask.hint}
          </span>
          {/* One button, so that it keeps the focus when its meaning changes. */}
          <button type="submit" className={busy ? '' : 'primary'} disabled={!busy && !sendable}>
            {busy ? texts.ask.stop : texts.ask.send}
          </button>
        </div>
      </form>
      <Answer progress={progress} />
    </section>
  );
}

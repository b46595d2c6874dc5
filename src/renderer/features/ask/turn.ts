import type { ChatMessage } from '../../../shared/domain/query.ts';
import type { AnswerProgress } from './answer-progress.ts';

/** One question and what came of it. */
export interface Turn {
  readonly key: number;
  readonly question: string;
  /** Known once the query is on record. */
  readonly query_id: string | null;
  /** How good its reader found the answer, 0 to 1; null: nothing was said. */
  readonly feedback: number | null;
  readonly progress: AnswerProgress;
}

/**
 * What was said so far, as the model is to read it. Questions without an answer are left out, and so
 * are those that were beyond their model: that it could not is no matter of the next one.
 */
export function messagesOf(turns: readonly Turn[], question: string): ChatMessage[] {
  const before = turns.flatMap(({ question: asked, progress }): ChatMessage[] =>
    progress.phase === 'done' && !progress.answer.beyond
      ? [
          { role: 'user', content: asked },
          { role: 'assistant', content: progress.text },
        ]
      : [],
  );
  return [...before, { role: 'user', content: question }];
}

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { type AnswerProgress, advance, failed, stopped } from './answer-progress.ts';

interface Asking {
  readonly progress: AnswerProgress;
  readonly ask: (question: string) => Promise<void>;
  readonly stop: () => void;
}

/** One question at a time; a new one, or leaving the page, cancels the one before. */
export function useAsk(): Asking {
  const queryClient = useQueryClient();
  const [progress, setProgress] = useState<AnswerProgress>({ phase: 'idle' });
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);

  async function ask(question: string): Promise<void> {
    current.current?.abort();
    const asking = new AbortController();
    current.current = asking;
    const { signal } = asking;
    setProgress({ phase: 'sending' });
    try {
      const events = await client.queries.stream(
        { query: question, module_id: 'console', interactive: true },
        { signal },
      );
      for await (const event of events) {
        if (signal.aborted) break;
        setProgress((before) => advance(before, event));
      }
    } catch (caught) {
      // Stopping ends the stream with an error, too; `stop` has already told what happened.
      if (!signal.aborted) setProgress((before) => failed(before, caught));
    }
    // Without live updates nothing else would tell the overview.
    void queryClient.invalidateQueries();
  }

  function stop(): void {
    current.current?.abort();
    setProgress(stopped);
  }

  return { progress, ask, stop };
}

import { create } from 'zustand';
import type { QueryEvent, QueryRecord } from '../../../shared/domain/query.ts';
import { client } from '../../api/client.ts';
import { advance, failed, isUnderWay, stopped } from './answer-progress.ts';
import { messagesOf, type Turn } from './turn.ts';

interface Conversation {
  readonly turns: readonly Turn[];
  /** What is being typed. */
  readonly draft: string;
  /** The model wished for; null lets the Switch choose. */
  readonly model: string | null;
}

/** Lives as long as the page: another view can be looked at while the answer is written. */
export const useConversation = create<Conversation>(() => ({ turns: [], draft: '', model: null }));

/** In tokens: people read what they ask for, and can stop it. */
const LONGEST_ANSWER = 2048;
const SHOW_EVERY_MS = 40;

let current: AbortController | undefined;

const lastTurn = (): Turn | undefined => useConversation.getState().turns.at(-1);
export const isAnswering = ({ turns }: Conversation): boolean =>
  isUnderWay(turns.at(-1)?.progress ?? { phase: 'idle' });

function changeLast(change: (turn: Turn) => Turn): void {
  useConversation.setState(({ turns }) => ({
    turns: turns.map((turn, index) => (index === turns.length - 1 ? change(turn) : turn)),
  }));
}

function show(events: readonly QueryEvent[]): void {
  changeLast((turn) =>
    events.reduce<Turn>(
      ({ query_id, progress, ...rest }, event) => ({
        ...rest,
        query_id: event.type === 'accepted' ? event.query_id : query_id,
        progress: advance(progress, event),
      }),
      turn,
    ),
  );
}

/** Shows events together: hundreds of tokens a second are more than anyone sees. */
async function follow(events: AsyncIterable<QueryEvent>, signal: AbortSignal): Promise<void> {
  let pending: QueryEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!signal.aborted && pending.length > 0) show(pending);
    pending = [];
  };
  try {
    for await (const event of events) {
      pending.push(event);
      timer ??= setTimeout(flush, SHOW_EVERY_MS);
    }
  } finally {
    flush();
  }
}

/**
 * Asks in the conversation. One question at a time: nothing happens while an answer is written.
 * @param only the model for this question, whichever is wished for
 */
export async function ask(question: string, only?: string): Promise<void> {
  const { turns, model: wished } = useConversation.getState();
  const model = only ?? wished;
  if (isAnswering(useConversation.getState())) return;
  const messages = messagesOf(turns, question);
  const asking = new AbortController();
  current = asking;
  const { signal } = asking;
  const turn: Turn = {
    key: (turns.at(-1)?.key ?? 0) + 1,
    question,
    query_id: null,
    feedback: null,
    progress: { phase: 'sending' },
  };
  useConversation.setState({ turns: [...turns, turn], draft: '' });
  try {
    const events = await client.queries.stream(
      {
        messages,
        module_id: 'console',
        interactive: true,
        max_tokens: LONGEST_ANSWER,
        ...(model !== null && { model_preference: model }),
      },
      { signal },
    );
    await follow(events, signal);
  } catch (caught) {
    // Stopping ends the stream with an error, too; `stop` has already told what happened.
    if (!signal.aborted) {
      changeLast((last) => ({ ...last, progress: failed(last.progress, caught) }));
    }
  }
}

/** Ends the answer being written; what is there stays. */
export function stop(): void {
  current?.abort();
  changeLast((turn) => ({ ...turn, progress: stopped(turn.progress) }));
}

/** The last question once more, in place of its turn. */
export async function askAgain(only?: string): Promise<void> {
  const last = lastTurn();
  if (last === undefined || isUnderWay(last.progress)) return;
  useConversation.setState(({ turns }) => ({ turns: turns.slice(0, -1) }));
  await ask(last.question, only);
}

/** What the reader said of an answer. */
export function rememberFeedback({ query_id, feedback }: QueryRecord): void {
  useConversation.setState(({ turns }) => ({
    turns: turns.map((turn) => (turn.query_id === query_id ? { ...turn, feedback } : turn)),
  }));
}

export function startAnew(): void {
  current?.abort();
  useConversation.setState({ turns: [] });
}

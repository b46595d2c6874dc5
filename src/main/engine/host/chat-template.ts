import {
  type ChatHistoryItem,
  type ChatWrapper,
  GeneralChatWrapper,
  type LlamaModel,
  type LlamaText,
  resolveChatWrapper,
} from 'node-llama-cpp';
import type { ChatMessage } from '../../../shared/domain/query.ts';
import { HostFailure } from './host-failure.ts';

export interface ChatTemplate {
  readonly wrapper: ChatWrapper;
  /** What a person should know about where it comes from. */
  readonly notes: readonly string[];
}

/** The model's own template; a broken one is replaced by the nearest known, with a note. */
export function chatTemplateOf(model: LlamaModel): ChatTemplate {
  const quiet = { warningLogs: false };
  try {
    const wrapper = resolveChatWrapper(model, {
      ...quiet,
      fallbackToOtherWrappersOnJinjaError: false,
    });
    return { wrapper, notes: [] };
  } catch (caught) {
    const why = brief(caught);
    return {
      wrapper: nearestKnown(model, quiet),
      notes: [`The chat template of this model is broken and another one is used: ${why}`],
    };
  }
}

function nearestKnown(model: LlamaModel, options: { warningLogs: boolean }): ChatWrapper {
  try {
    return resolveChatWrapper(model, { ...options, noJinja: true });
  } catch {
    // The file's metadata cannot be trusted at all then; this one needs none of it.
    return new GeneralChatWrapper();
  }
}

/**
 * Lays a chat out up to where the model begins to write. What people wrote stays plain text in the
 * result: only the template's own marks become special tokens.
 * @throws HostFailure GENERATION_FAILED when the template refuses the conversation
 */
export function layOutChat(
  template: ChatTemplate,
  messages: readonly ChatMessage[],
): { text: LlamaText; stops: readonly LlamaText[] } {
  const chatHistory: ChatHistoryItem[] = messages.map(toHistoryItem);
  // An assistant's message at the end is continued, like llama-server does.
  if (chatHistory.at(-1)?.type !== 'model') chatHistory.push({ type: 'model', response: [] });
  try {
    const state = template.wrapper.generateContextState({ chatHistory });
    return { text: state.contextText, stops: state.stopGenerationTriggers };
  } catch (caught) {
    throw new HostFailure(
      'GENERATION_FAILED',
      `The chat template of this model does not accept this conversation: ${brief(caught)}`,
      {},
      caught,
    );
  }
}

function toHistoryItem({ role, content }: ChatMessage): ChatHistoryItem {
  return role === 'assistant'
    ? { type: 'model', response: [content] }
    : { type: role, text: content };
}

/** One line of a text that came out of a file. */
function brief(caught: unknown): string {
  const text = caught instanceof Error ? caught.message : String(caught);
  return text.replace(/\s+/g, ' ').slice(0, 200);
}

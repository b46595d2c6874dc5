import type { LlamaModel, Token } from 'node-llama-cpp';
import type { Prompt } from '../../../shared/domain/generation.ts';
import { type ChatTemplate, layOutChat } from './chat-template.ts';

/** A prompt as the model sees it, and what ends the answer to it. */
export interface TokenizedPrompt {
  readonly tokens: Token[];
  /** Tokens before the answer that decide how its first piece is spelled. */
  readonly continued: readonly Token[];
  readonly stopTokens: ReadonlySet<Token>;
  readonly stopTexts: readonly string[];
}

export function tokenizePrompt(
  model: LlamaModel,
  template: ChatTemplate,
  prompt: Prompt,
): TokenizedPrompt {
  return prompt.kind === 'chat'
    ? chatTokens(model, template, prompt)
    : plainTokens(model, prompt.text);
}

function plainTokens(model: LlamaModel, text: string): TokenizedPrompt {
  const { bos, shouldPrependBosToken } = model.tokens;
  const start = shouldPrependBosToken && bos !== null ? [bos] : [];
  // `false`: what looks like a special token in a caller's text is only text.
  const tokens = [...start, ...model.tokenize(text, false)];
  return { tokens, continued: tokens, stopTokens: new Set(), stopTexts: [] };
}

function chatTokens(
  model: LlamaModel,
  template: ChatTemplate,
  prompt: Extract<Prompt, { kind: 'chat' }>,
): TokenizedPrompt {
  const { text, stops } = layOutChat(template, prompt.messages);
  const stopTokens = new Set<Token>();
  const stopTexts: string[] = [];
  for (const stop of stops) {
    const [first, ...more] = stop.tokenize(model.tokenizer);
    const isText = stop.values.every((value) => typeof value === 'string');
    if (first !== undefined && more.length === 0 && !isText) stopTokens.add(first);
    // Also a mark for which the vocabulary has no token: the model then spells it out.
    else stopTexts.push(stop.toString());
  }
  return { tokens: text.tokenize(model.tokenizer), continued: [], stopTokens, stopTexts };
}

import type { LlamaModel, Token } from 'node-llama-cpp';
import type { Prompt } from '../../../shared/domain/generation.ts';
import type { ChatMessage } from '../../../shared/domain/query.ts';
import { type ChatTemplate, layOutChat } from './chat-template.ts';
import { commonLength } from './choose-slot.ts';

/** A prompt as the model sees it, and what ends the answer to it. */
export interface TokenizedPrompt {
  readonly tokens: Token[];
  /** How many of them come from a long system message, which other prompts may share; else 0. */
  readonly instructions: number;
  /** Tokens before the answer that decide how its first piece is spelled. */
  readonly continued: readonly Token[];
  readonly stopTokens: ReadonlySet<Token>;
  readonly stopTexts: readonly string[];
}

/** A shorter one has too few tokens to be kept. */
const LONG_CHARACTERS = 256;

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
  return { tokens, instructions: 0, continued: tokens, stopTokens: new Set(), stopTexts: [] };
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
  const tokens = text.tokenize(model.tokenizer);
  const instructions = instructionTokens(model, template, prompt.messages, tokens);
  return { tokens, instructions, continued: [], stopTokens, stopTexts };
}

/** Found by asking something else: what stays the same comes from the system message. */
function instructionTokens(
  model: LlamaModel,
  template: ChatTemplate,
  [system, next]: readonly ChatMessage[],
  tokens: readonly Token[],
): number {
  if (system?.role !== 'system' || system.content.length < LONG_CHARACTERS) return 0;
  const other = next?.content.startsWith('?') === true ? '!' : '?';
  const { text } = layOutChat(template, [system, { role: 'user', content: other }]);
  // The answer follows from at least one token more.
  return Math.min(commonLength(text.tokenize(model.tokenizer), tokens), tokens.length - 1);
}

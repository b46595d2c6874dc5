import type { LlamaModel, Token } from 'node-llama-cpp';
import type { AnswerSoFar } from '../../../shared/domain/generation.ts';
import type { TokenizedPrompt } from './prompt-tokens.ts';
import { type Detokenize, TokenText } from './token-text.ts';

/** An answer as far as it is written. */
export interface Draft {
  /** Grows as the answer does. */
  readonly tokens: Token[];
  /** Reads the tokens that follow. */
  readonly text: TokenText;
  /** What the tokens say beyond what the reader has seen. */
  readonly unseen: string;
}

/**
 * An answer to begin, or to go on with. Its own tokens are better than its text: a text can be cut
 * into tokens in several ways, and the model would go on from another one than it had written.
 */
export function draftOf(model: LlamaModel, prompt: TokenizedPrompt, from?: AnswerSoFar): Draft {
  const read = (before: readonly Token[]): TokenText => {
    const detokenize: Detokenize = (...parts) => model.detokenize(...parts);
    return new TokenText(detokenize, before);
  };
  const text = read(prompt.continued);
  if (from === undefined) return { tokens: [], text, unseen: '' };
  const tokens = from.tokens.filter(isToken);
  const said = tokens.map((token) => text.push(token)).join('');
  if (said.startsWith(from.text)) return { tokens, text, unseen: said.slice(from.text.length) };
  const spelled = model.tokenize(from.text, false);
  return { tokens: spelled, text: read([...prompt.continued, ...spelled]), unseen: '' };
}

/** The library brands its numbers. */
const isToken = (value: number): value is Token => Number.isInteger(value);

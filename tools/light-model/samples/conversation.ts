import type { Language } from '../reading/corpus.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { headingOf } from './headings.ts';

/** What the model reads, and what it should say after each token of it. */
export interface Sample {
  readonly tokens: readonly number[];
  /** `NOTHING` where it does not matter. */
  readonly targets: readonly number[];
}

export const NOTHING = 0xffff;

export interface Turn {
  readonly language: Language;
  readonly intent: string;
  readonly question: readonly number[];
  readonly answer: string;
}

/** What the template of the chat lays out before the model's answer. */
export function promptOf(
  tokenizer: Tokenizer,
  question: readonly number[],
  before: readonly number[] = [],
): readonly number[] {
  const [start, end, user, assistant] = [
    tokenizer.idOf('<|start|>'),
    tokenizer.idOf('<|end|>'),
    tokenizer.idOf('<|user|>'),
    tokenizer.idOf('<|assistant|>'),
  ];
  return [start, ...before, user, ...question, end, assistant];
}

/**
 * A conversation to learn from. In earlier turns the answers stand as the product sends them back,
 * without headings; which heading each should have had is learnt all the same.
 * @param isAnswered whether the last answer is learnt word by word, or its heading alone
 */
export function conversation(
  tokenizer: Tokenizer,
  turns: readonly Turn[],
  { system, isAnswered }: { system: string | undefined; isAnswered: boolean },
): Sample {
  const [end, user, assistant] = [
    tokenizer.idOf('<|end|>'),
    tokenizer.idOf('<|user|>'),
    tokenizer.idOf('<|assistant|>'),
  ];
  const tokens: number[] = [tokenizer.idOf('<|start|>')];
  if (system !== undefined) {
    tokens.push(tokenizer.idOf('<|system|>'), ...tokenizer.encode(system), end);
  }
  const targets = new Map<number, number>();
  for (const [index, { language, intent, question, answer }] of turns.entries()) {
    tokens.push(user, ...question, end, assistant);
    const heading = tokenizer.idOf(headingOf(language, intent));
    targets.set(tokens.length - 1, heading);
    if (index < turns.length - 1) tokens.push(...tokenizer.encode(answer), end);
    else if (isAnswered) {
      const said = [...tokenizer.encodeAnswer(answer), end];
      for (const [at, token] of said.entries()) targets.set(tokens.length + at, token);
      tokens.push(heading, ...said.slice(0, -1));
    }
  }
  return { tokens, targets: tokens.map((_, at) => targets.get(at) ?? NOTHING) };
}

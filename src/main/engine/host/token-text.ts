import type { Token } from 'node-llama-cpp';

/** What the native decoder puts in the place of bytes that are no whole character (yet). */
const INCOMPLETE = '\uFFFD';
/** No character has more than 4 bytes, so after this many tokens it is garbage, not a beginning. */
const MOST_HELD_TOKENS = 8;
/** How many earlier tokens decide whether a piece begins with a space. */
const NEIGHBOURS = 4;

export type Detokenize = (
  tokens: readonly Token[],
  special: boolean,
  before: readonly Token[],
) => string;

/**
 * Tokens to text, one by one. A character whose bytes are spread over tokens appears when it is
 * whole, so every piece is valid Unicode; special tokens give no text.
 */
export class TokenText {
  readonly #detokenize: Detokenize;
  #before: Token[];
  #held: Token[] = [];

  /** @param before tokens in front of the text, when it continues something */
  constructor(detokenize: Detokenize, before: readonly Token[]) {
    this.#detokenize = detokenize;
    this.#before = before.slice(-NEIGHBOURS);
  }

  push(token: Token): string {
    this.#held.push(token);
    const text = this.#detokenize(this.#held, false, this.#before);
    if (text.endsWith(INCOMPLETE) && this.#held.length < MOST_HELD_TOKENS) return '';
    this.#before = [...this.#before, ...this.#held].slice(-NEIGHBOURS);
    this.#held = [];
    return text;
  }

  /** The answer is over: what is whole of the rest. Half a character is dropped. */
  end(): string {
    const text = this.#detokenize(this.#held, false, this.#before);
    this.#held = [];
    return text.endsWith(INCOMPLETE) ? text.slice(0, text.indexOf(INCOMPLETE)) : text;
  }
}

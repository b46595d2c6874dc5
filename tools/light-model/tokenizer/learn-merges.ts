import { piecesOf, spelledInBytes } from './pieces.ts';

/** Two neighbouring tokens that become one, `left right`; the earlier learnt, the earlier joined. */
export type Merge = readonly [left: string, right: string];

interface Word {
  readonly tokens: string[];
  readonly count: number;
}

/** Byte-pair encoding: joins the most frequent pair of neighbours, again and again. */
export function learnMerges(texts: Iterable<string>, wanted: number): readonly Merge[] {
  const words = wordsOf(texts);
  const pairs = new Pairs(words);
  const merges: Merge[] = [];
  while (merges.length < wanted) {
    const best = pairs.mostFrequent();
    if (best === undefined) return merges;
    merges.push(best);
    pairs.join(best);
  }
  return merges;
}

function wordsOf(texts: Iterable<string>): readonly Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const piece of piecesOf(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return [...counts].map(([piece, count]) => ({ tokens: [...spelledInBytes(piece)], count }));
}

/** Which pairs of neighbours there are, how often, and in which words. */
class Pairs {
  readonly #counts = new Map<string, number>();
  readonly #words = new Map<string, Set<Word>>();

  constructor(words: readonly Word[]) {
    for (const word of words) this.#count(word, 1);
  }

  /** Of equally frequent ones the first in the order of characters, so that it is always the same. */
  mostFrequent(): Merge | undefined {
    let best: string | undefined;
    let most = 1;
    for (const [pair, count] of this.#counts) {
      if (count < most || (count === most && (best === undefined || pair >= best))) continue;
      best = pair;
      most = count;
    }
    const [left, right] = best?.split(' ') ?? [];
    return left === undefined || right === undefined ? undefined : [left, right];
  }

  join([left, right]: Merge): void {
    // A copy: counting changes the set.
    for (const word of Array.from(this.#words.get(`${left} ${right}`) ?? [])) {
      this.#count(word, -1);
      joinIn(word.tokens, left, right);
      this.#count(word, 1);
    }
  }

  #count(word: Word, sign: 1 | -1): void {
    for (let at = 1; at < word.tokens.length; at += 1) {
      const pair = `${word.tokens[at - 1]} ${word.tokens[at]}`;
      const total = (this.#counts.get(pair) ?? 0) + sign * word.count;
      if (total > 0) this.#counts.set(pair, total);
      else this.#counts.delete(pair);
      const words = this.#words.get(pair) ?? new Set();
      if (sign > 0) words.add(word);
      else words.delete(word);
      this.#words.set(pair, words);
    }
  }
}

/** Joins the pair wherever it stands, from the left. */
function joinIn(tokens: string[], left: string, right: string): void {
  for (let at = 0; at + 1 < tokens.length; at += 1) {
    if (tokens[at] === left && tokens[at + 1] === right) tokens.splice(at, 2, left + right);
  }
}

import type { SeededRandom } from '../../../scripts/gguf/random.ts';
import type { Merge } from './learn-merges.ts';
import { phrasesOf } from './phrases.ts';
import { byteCharacters, piecesOf, spelledInBytes, textOfBytes } from './pieces.ts';

/** Marks around the parts of a chat. Nobody can write them: in a text they are letters like others. */
export const MARKS = ['<|start|>', '<|end|>', '<|system|>', '<|user|>', '<|assistant|>'] as const;

/** One token of the vocabulary. Control tokens give no text. */
export interface Token {
  readonly text: string;
  readonly isControl: boolean;
}

interface Unsure {
  readonly random: SeededRandom;
  /** How often a join is left out, 0 to 1: so a word is seen in other pieces as well. */
  readonly skipped: number;
}

/**
 * Byte-level BPE as llama.cpp does it with the tokenizer `gpt2`. Ids in this order: marks, bytes,
 * merges, phrases of answers, headings.
 */
export class Tokenizer {
  readonly tokens: readonly Token[];
  readonly merges: readonly Merge[];
  /** From this id on there are phrases and headings, which no text is cut into. */
  readonly wordsEnd: number;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #known = new Map<string, readonly number[]>();

  /**
   * @param answers whose phrases become tokens
   * @param headings control tokens that a model begins its answers with
   */
  constructor(merges: readonly Merge[], answers: readonly string[], headings: readonly string[]) {
    const control = (text: string): Token => ({ text, isControl: true });
    const plain = (text: string): Token => ({ text, isControl: false });
    const joined = merges.map(([left, right]) => left + right);
    const phrases = answers.flatMap(phrasesOf).map((phrase) => spelledInBytes(phrase).join(''));
    const words = new Set([...byteCharacters(), ...joined]);
    this.wordsEnd = MARKS.length + words.size;
    this.tokens = [
      ...MARKS.map(control),
      ...[...new Set([...words, ...phrases])].map(plain),
      ...headings.map(control),
    ];
    this.merges = merges;
    this.#ids = new Map(this.tokens.map(({ text }, id) => [text, id]));
    this.#ranks = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  }

  /** @throws Error when there is no such token */
  idOf(text: string): number {
    const id = this.#ids.get(text);
    if (id === undefined) throw new Error(`The vocabulary has no ${text}.`);
    return id;
  }

  encode(text: string, unsure?: Unsure): readonly number[] {
    return piecesOf(text).flatMap((piece) => this.#encodePiece(piece, unsure));
  }

  /** An answer in phrases. */
  encodeAnswer(answer: string): readonly number[] {
    return phrasesOf(answer).map((phrase) => this.idOf(spelledInBytes(phrase).join('')));
  }

  decode(ids: readonly number[]): string {
    const shown = ids.map((id) => this.tokens[id]).filter((token) => token?.isControl === false);
    return textOfBytes(shown.map((token) => token?.text).join(''));
  }

  #encodePiece(piece: string, unsure?: Unsure): readonly number[] {
    const known = unsure === undefined ? this.#known.get(piece) : undefined;
    if (known !== undefined) return known;
    const parts = [...spelledInBytes(piece)];
    for (let at = this.#next(parts, unsure); at >= 0; at = this.#next(parts, unsure)) {
      parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
    }
    const ids = parts.map((part) => this.idOf(part));
    if (unsure === undefined) this.#known.set(piece, ids);
    return ids;
  }

  /** Where the pair stands that was learnt first; −1 when no two neighbours are a pair. */
  #next(parts: readonly string[], unsure?: Unsure): number {
    let best = -1;
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 0; at + 1 < parts.length; at += 1) {
      const rank = this.#ranks.get(`${parts[at]} ${parts[at + 1]}`) ?? Number.POSITIVE_INFINITY;
      if (rank >= lowest) continue;
      if (unsure !== undefined && unsure.random.uniform() < unsure.skipped) continue;
      best = at;
      lowest = rank;
    }
    return best;
  }
}

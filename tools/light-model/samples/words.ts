import type { SeededRandom } from '../../../scripts/gguf/random.ts';
import type { Intent, Language } from '../reading/corpus.ts';
import { bare, phraseOf } from '../reading/phrases.ts';
import { isBeyond } from './headings.ts';

/** Phrases looked at for each intent. */
const LOOKED_AT = 60;
/** A word that more topics than this share of all have in common says nothing about the topic. */
const COMMON_SHARE = 0.12;
const SHORTEST_WORD = 3;

const WORD = /[\p{L}\p{N}]+/gu;

/** Which words carry a meaning here, and which are strangers. */
export class Words {
  readonly #topics = new Map<string, number>();
  readonly #common: number;
  readonly #strangers: readonly string[];

  constructor(intents: readonly Intent[], language: Language, random: SeededRandom) {
    const own = intents.filter(({ id }) => !isBeyond(id));
    for (const intent of own) {
      for (const word of wordsOf(intent, language, random)) {
        this.#topics.set(word, (this.#topics.get(word) ?? 0) + 1);
      }
    }
    this.#common = Math.max(1, own.length * COMMON_SHARE);
    const others = intents.filter(({ id }) => isBeyond(id));
    const foreign = others.flatMap((intent) => [...wordsOf(intent, language, random, 50)]);
    this.#strangers = [...new Set(foreign)].filter(
      (word) => word.length > SHORTEST_WORD && !this.#topics.has(word),
    );
  }

  /** A phrase with strangers in all places that made it a question about this product. */
  estranged(phrase: string, random: SeededRandom): string | undefined {
    if (this.#strangers.length === 0) return undefined;
    let replaced = 0;
    const text = phrase.replace(WORD, (word) => {
      const topics = this.#topics.get(bare(word)) ?? 0;
      if (topics === 0 || topics > this.#common || word.length < SHORTEST_WORD) return word;
      replaced += 1;
      return random.pick(this.#strangers);
    });
    return replaced === 0 ? undefined : text;
  }
}

function wordsOf(
  intent: Intent,
  language: Language,
  random: SeededRandom,
  times = 1,
): ReadonlySet<string> {
  const phrases = Array.from({ length: LOOKED_AT * times }, () =>
    phraseOf(random.pick(intent.ask[language]), random),
  );
  return new Set(phrases.flatMap((phrase) => phrase.match(WORD) ?? []).map(bare));
}

import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import * as z from 'zod';
import type { SeededRandom } from '../../../scripts/gguf/random.ts';
import type { Language } from '../reading/corpus.ts';

const lists = z.record(z.string(), z.array(z.string()));
const ofLanguage = z.strictObject({
  words: z.array(z.array(z.string())),
  beginnings: lists,
  endings: lists,
});
const wordingFile = z.strictObject({ es: ofLanguage, en: ofLanguage });

const BEGINNING_SHARE = 0.4;
const ENDING_SHARE = 0.12;
const WORD_SHARE = 0.25;

/** Says a phrase in other words that ask the same. */
export class Wording {
  readonly #swaps: Readonly<Record<Language, Swaps>>;

  constructor(path: string) {
    const { es, en } = wordingFile.parse(parse(readFileSync(path, 'utf8')));
    this.#swaps = { es: new Swaps(es), en: new Swaps(en) };
  }

  inOtherWords(phrase: string, language: Language, random: SeededRandom): string {
    return this.#swaps[language].apply(phrase, random);
  }
}

class Swaps {
  readonly #words: ReadonlyMap<string, readonly string[]>;
  readonly #anyWord: RegExp;
  readonly #beginnings: ReadonlyMap<
    string,
    { list: readonly string[]; endings: readonly string[] }
  >;

  constructor({ words, beginnings, endings }: z.infer<typeof ofLanguage>) {
    const others = new Map<string, string[]>();
    for (const list of words) {
      for (const word of list) others.set(word, [...(others.get(word) ?? []), ...list]);
    }
    this.#words = others;
    const longestFirst = [...this.#words.keys()].toSorted((a, b) => b.length - a.length);
    this.#anyWord = new RegExp(
      `(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`,
      'giu',
    );
    this.#beginnings = new Map(
      Object.entries(beginnings).flatMap(([name, list]) =>
        list.map((one) => [one, { list, endings: endings[name] ?? [] }]),
      ),
    );
  }

  apply(phrase: string, random: SeededRandom): string {
    const text = random.uniform() < BEGINNING_SHARE ? this.#begunOtherwise(phrase, random) : phrase;
    return text.replace(this.#anyWord, (word) => {
      const others = this.#words.get(word.toLowerCase());
      return others === undefined || random.uniform() >= WORD_SHARE ? word : random.pick(others);
    });
  }

  #begunOtherwise(phrase: string, random: SeededRandom): string {
    const beginning = this.#beginningOf(phrase.toLowerCase());
    const found = beginning === undefined ? undefined : this.#beginnings.get(beginning);
    if (beginning === undefined || found === undefined) return phrase;
    const rest = phrase.slice(beginning.length + 1);
    const { list, endings } = found;
    if (endings.length > 0 && random.uniform() < ENDING_SHARE) return rest + random.pick(endings);
    return `${random.pick(list)} ${rest}`;
  }

  /** The longest that there is. */
  #beginningOf(phrase: string): string | undefined {
    for (let end = phrase.lastIndexOf(' '); end > 0; end = phrase.lastIndexOf(' ', end - 1)) {
      const beginning = phrase.slice(0, end);
      if (this.#beginnings.has(beginning)) return beginning;
    }
    return undefined;
  }
}

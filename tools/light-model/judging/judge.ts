import type { Intent, Language } from '../reading/corpus.ts';
import type { HeldOut } from '../reading/held-out.ts';
import { isBeyond } from '../samples/headings.ts';

/**
 * right: the answer of an intent that was meant, in the language of the question. refused: says that
 * it does not know, or asks what was meant. nonsense: all else, a fluent answer to another question
 * first of all.
 */
export type Verdict = 'right' | 'refused' | 'nonsense';

/** What asks back instead of answering. */
const ASKING_BACK: ReadonlySet<string> = new Set(['unclear', 'help']);

const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Knows all canonical answers. */
export class Judge {
  readonly #intents: readonly Intent[];
  readonly #answers: Readonly<Record<Language, ReadonlyMap<string, string>>>;

  constructor(intents: readonly Intent[]) {
    const answers = (language: Language): ReadonlyMap<string, string> =>
      new Map(intents.map(({ id, answer }) => [spaced(answer[language]), id]));
    this.#intents = intents;
    this.#answers = { es: answers('es'), en: answers('en') };
  }

  /** Which intent an answer belongs to, if it is one of the canonical ones. */
  intentOf(answer: string, language: Language): string | undefined {
    return this.#answers[language].get(spaced(answer));
  }

  verdict({ language, intents }: HeldOut, answer: string): Verdict {
    const given = this.intentOf(answer, language);
    if (given === undefined) return 'nonsense';
    if (intents.includes(given)) return 'right';
    if (isBeyond(given)) return intents.some(isBeyond) ? 'right' : 'refused';
    return ASKING_BACK.has(given) ? 'refused' : 'nonsense';
  }

  /** Held-out intents that the corpus does not have: whoever wrote them meant another name. */
  unknownIn(cases: readonly HeldOut[]): readonly string[] {
    const ids = new Set(this.#intents.map(({ id }) => id));
    return [...new Set(cases.flatMap(({ intents }) => intents))].filter((id) => !ids.has(id));
  }
}

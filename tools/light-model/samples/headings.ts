import { type Intent, LANGUAGES, type Language } from '../reading/corpus.ts';

/** All that lies beyond the model is one topic: it must not have to choose which kind to refuse. */
const BEYOND = 'beyond';

export const isBeyond = (intent: string): boolean => intent.startsWith(`${BEYOND}-`);

/**
 * The token with which the model begins its answer: language and topic. It gives no text, so nobody
 * sees it; it makes understanding one decision, taken before the first word is written.
 */
export function headingOf(language: Language, intent: string): string {
  return `<|${language}:${isBeyond(intent) ? BEYOND : intent}|>`;
}

export const beyondHeading = (language: Language): string => `<|${language}:${BEYOND}|>`;

export function headingsOf(intents: readonly Intent[]): readonly string[] {
  const all = LANGUAGES.flatMap((language) => intents.map(({ id }) => headingOf(language, id)));
  return [...new Set(all)];
}

/** The sentences with which the model refuses: how its answers beyond begin, one per language. */
export function refusalsOf(intents: readonly Intent[]): readonly string[] {
  return LANGUAGES.map((language) => {
    const answers = intents.filter(({ id }) => isBeyond(id)).map(({ answer }) => answer[language]);
    const sentences = new Set(answers.map((answer) => /^[^.]+\./.exec(answer)?.[0] ?? answer));
    const [sentence, ...others] = sentences;
    if (sentence !== undefined && others.length === 0) return sentence;
    throw new Error(`All answers beyond must begin with the same sentence (${language}).`);
  });
}

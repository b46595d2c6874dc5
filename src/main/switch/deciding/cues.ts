import { CUE_WORDS, type Cue } from './cue-words.ts';

/** The shortest beginning that `word*` may name. */
const SHORTEST_BEGINNING = 4;

interface Phrase {
  readonly words: readonly string[];
  readonly cue: Cue;
}

const single = new Map<string, Cue[]>();
const beginnings = new Map<string, Cue[]>();
/** By their first word. */
const phrases = new Map<string, Phrase[]>();

for (const { cue, words: list } of CUE_WORDS) {
  for (const entry of list.split(/\s+/)) {
    const words = entry.split('_');
    const [first = ''] = words;
    if (words.length > 1) phrases.set(first, [...(phrases.get(first) ?? []), { words, cue }]);
    else if (entry.endsWith('*')) add(beginnings, entry.slice(0, -1), cue);
    else add(single, entry, cue);
  }
}

function add(to: Map<string, Cue[]>, key: string, cue: Cue): void {
  const cues = to.get(key) ?? [];
  if (!cues.includes(cue)) cues.push(cue);
  to.set(key, cues);
}

const NONE: readonly Cue[] = [];

/**
 * Of each word the cues it is part of. A phrase speaks for all its words, at its first: an "abstract
 * class" is no abstract.
 */
export function cuesOf(words: readonly string[]): readonly (readonly Cue[])[] {
  const cues: (readonly Cue[])[] = [];
  for (const [at, word] of words.entries()) {
    if (cues.length > at) continue;
    const begun = phrases.get(word)?.filter((phrase) => standsAt(phrase, words, at)) ?? [];
    const length = Math.max(0, ...begun.map((phrase) => phrase.words.length));
    const longest = begun.filter((phrase) => phrase.words.length === length);
    if (length === 0) cues.push(single.get(word) ?? byBeginning(word));
    else
      cues.push(
        longest.map(({ cue }) => cue),
        ...words.slice(at + 1, at + length).map(() => NONE),
      );
  }
  return cues;
}

function byBeginning(word: string): readonly Cue[] {
  for (let length = word.length; length >= SHORTEST_BEGINNING; length -= 1) {
    const cues = beginnings.get(word.slice(0, length));
    if (cues !== undefined) return cues;
  }
  return NONE;
}

function standsAt(phrase: Phrase, words: readonly string[], at: number): boolean {
  return phrase.words.every((word, index) => {
    const found = words[at + index] ?? '';
    return word.endsWith('*') ? found.startsWith(word.slice(0, -1)) : found === word;
  });
}

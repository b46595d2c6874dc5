import type { SeededRandom } from '../../../scripts/gguf/random.ts';

const KEYBOARD = ['qwertyuiop', 'asdfghjklñ', 'zxcvbnm'] as const;

/** Without all its accents, or without one; ñ and ü go the same way. */
export function withoutAccents(text: string, random: SeededRandom): string {
  const accented = [...text.matchAll(/[áéíóúüñ]/giu)];
  if (accented.length === 0) return text;
  if (random.uniform() < 0.75) {
    const plain = text.replace(/[áéíóúü]/giu, bareLetter);
    return random.uniform() < 0.5 ? plain.replace(/ñ/giu, bareLetter) : plain;
  }
  const { index } = random.pick(accented);
  return text.slice(0, index) + bareLetter(text.charAt(index)) + text.slice(index + 1);
}

const bareLetter = (letter: string): string => letter.normalize('NFD').charAt(0);

/** One slip of the finger in one of the longer words. */
export function misspelled(text: string, random: SeededRandom): string {
  const words = [...text.matchAll(/\p{L}{4,}/gu)];
  if (words.length === 0) return text;
  const { index, 0: word } = random.pick(words);
  return text.slice(0, index) + slipped(word, random) + text.slice(index + word.length);
}

function slipped(word: string, random: SeededRandom): string {
  const at = random.below(word.length - 1);
  const [before, first, second] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1)];
  const rest = word.slice(at + 2);
  switch (random.below(4)) {
    case 0:
      return before + second + first + rest;
    case 1:
      return before + second + rest;
    case 2:
      return before + first + first + second + rest;
    default:
      return before + neighbour(first, random) + second + rest;
  }
}

function neighbour(letter: string, random: SeededRandom): string {
  for (const row of KEYBOARD) {
    const at = row.indexOf(letter.toLowerCase());
    if (at >= 0) return row.charAt(at + (random.uniform() < 0.5 ? -1 : 1)) || letter;
  }
  return letter;
}

/** What fingers do when nobody has a question. */
export function mashed(random: SeededRandom): string {
  const words = 1 + random.below(3);
  return Array.from({ length: words }, () => {
    const row = random.pick([...KEYBOARD, KEYBOARD.join('')]);
    const length = 2 + random.below(9);
    return Array.from({ length }, () => row.charAt(random.below(row.length))).join('');
  }).join(' ');
}

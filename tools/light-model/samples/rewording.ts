import type { SeededRandom } from '../../../scripts/gguf/random.ts';
import type { Language } from '../reading/corpus.ts';
import { misspelled, withoutAccents } from './misspelling.ts';

/** How people begin before they say what they want. */
const OPENINGS: Readonly<Record<Language, readonly string[]>> = {
  es: [
    'hola,',
    'hola',
    'buenas',
    'buenas,',
    'buenos días,',
    'buenas tardes,',
    'hey',
    'oye,',
    'oye',
    'oiga,',
    'perdona,',
    'disculpa,',
    'una pregunta:',
    'una duda:',
    'pregunta rápida,',
    'a ver,',
    'bueno,',
    'vale,',
    'ok,',
    'por favor,',
    'porfa',
    'hola qué tal,',
    'y',
    'pues',
    'entonces',
    'entonces,',
    'che,',
    'mira,',
    'una cosa,',
    'tengo una duda,',
    'ayuda,',
    'necesito ayuda,',
    'gracias, y',
    'perdón,',
    'eh,',
    'hola vx11,',
  ],
  en: [
    'hi,',
    'hi',
    'hello,',
    'hello',
    'hey',
    'hey,',
    'hey there,',
    'good morning,',
    'sorry,',
    'excuse me,',
    'quick question:',
    'a question:',
    'question,',
    'ok,',
    'okay so',
    'so',
    'so,',
    'well,',
    'please,',
    'pls',
    'um,',
    'and',
    'also,',
    'right,',
    'help,',
    'i need help,',
    'one thing,',
    'thanks, and',
    'just wondering,',
    'hi there,',
    'btw',
    'hello vx11,',
    'i was wondering,',
    'alright,',
    'please help,',
    'yo,',
  ],
};
const CLOSINGS: Readonly<Record<Language, readonly string[]>> = {
  es: [
    'por favor',
    ', por favor',
    'porfa',
    ', gracias',
    'gracias',
    ', muchas gracias',
    ', me lo explicas?',
    ', me ayudas?',
    ', no lo encuentro',
    ', no me aclaro',
    ', alguna idea?',
    ', me puedes decir?',
    ', eh',
    ', es que soy nuevo',
    ', que no lo sé',
    'aquí',
    'ahora',
    'xfa',
    ', lo sabes?',
    ', en dos frases',
    ', en pocas palabras',
    ', en cristiano',
    ', resumido',
    ', paso a paso',
    'como si tuviera diez años',
  ],
  en: [
    'please',
    ', please',
    'pls',
    ', thanks',
    'thanks',
    ', thank you',
    ', any idea?',
    ', can you help?',
    ', cheers',
    ', i am new here',
    ', i cannot find it',
    ', do you know?',
    'here',
    'now',
    ', can you tell me?',
    ', i am lost',
    'thx',
    ', if possible',
    ', could you explain?',
    ', in two sentences',
    ', in a few words',
    ', in plain english',
    ', briefly',
    ', step by step',
    'like i am five',
  ],
};
const SHORT_FORMS: Readonly<Record<Language, readonly (readonly [RegExp, string])[]>> = {
  es: [
    [/\bqué\b/giu, 'q'],
    [/\bque\b/giu, 'q'],
    [/\bque\b/giu, 'k'],
    [/\bporque\b/giu, 'pq'],
    [/\bpor qué\b/giu, 'xq'],
    [/\bpor\b/giu, 'x'],
    [/\bpara\b/giu, 'pa'],
    [/\btambién\b/giu, 'tb'],
    [/\bcómo\b/giu, 'cm'],
    [/\bde\b/giu, 'd'],
  ],
  en: [
    [/\byou\b/giu, 'u'],
    [/\byour\b/giu, 'ur'],
    [/\bare\b/giu, 'r'],
    [/\bwhat is\b/giu, 'whats'],
    [/\bplease\b/giu, 'plz'],
    [/\bto\b/giu, '2'],
    [/\bwith\b/giu, 'w'],
    [/\bwhat's\b/giu, 'wats'],
    [/\bdo not\b/giu, "don't"],
    [/\bcannot\b/giu, "can't"],
    [/\bcannot\b/giu, 'cant'],
    [/\bdon't\b/giu, 'dont'],
    [/\bcan't\b/giu, 'cant'],
    [/\bi am\b/giu, "i'm"],
    [/\bi am\b/giu, 'im'],
    [/\bwhat is\b/giu, "what's"],
  ],
};
const ENDS = ['?', '?', '?', '.', '.', '!', '...', '??', ' ?'] as const;

/** Says a phrase as a person in a hurry might: with a greeting, without accents, with a slip. */
export function reworded(phrase: string, language: Language, random: SeededRandom): string {
  const sometimes = (share: number): boolean => random.uniform() < share;
  let text = phrase;
  if (sometimes(0.03)) text = withoutOneWord(text, random);
  if (sometimes(0.06)) text = shortened(text, language, random);
  if (sometimes(0.14)) text = `${random.pick(OPENINGS[language])} ${text}`;
  if (sometimes(0.07)) text = `${text} ${random.pick(CLOSINGS[language])}`.replaceAll(' ,', ',');
  if (sometimes(0.35)) text = text.charAt(0).toUpperCase() + text.slice(1);
  else if (sometimes(0.5)) text = text.toLowerCase();
  if (sometimes(0.02)) text = text.toUpperCase();
  if (sometimes(0.4)) text = withoutAccents(text, random);
  if (sometimes(0.1)) text = misspelled(text, random);
  if (sometimes(0.02)) text = misspelled(text, random);
  if (!/[?.!]$/.test(text) && sometimes(0.55)) text = punctuated(text, language, random);
  if (sometimes(0.02)) text = text.replace(' ', '  ');
  return sometimes(0.01) ? `${text}\n` : text;
}

function withoutOneWord(text: string, random: SeededRandom): string {
  const words = text.split(' ');
  if (words.length < 4) return text;
  const dropped = random.below(words.length);
  return words.filter((_, index) => index !== dropped).join(' ');
}

function shortened(text: string, language: Language, random: SeededRandom): string {
  const fitting = SHORT_FORMS[language].filter(([word]) => text.search(word) >= 0);
  if (fitting.length === 0) return text;
  const [word, short] = random.pick(fitting);
  return text.replace(word, short);
}

function punctuated(text: string, language: Language, random: SeededRandom): string {
  const end = random.pick(ENDS);
  const opens = language === 'es' && end === '?' && random.uniform() < 0.5;
  return `${opens ? '¿' : ''}${text}${end}`;
}

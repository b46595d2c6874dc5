import type { SeededRandom } from '../../scripts/gguf/random.ts';
import type { TextType } from '../../src/main/switch/deciding/query-type-model.ts';
import { phraseOf } from '../light-model/reading/phrases.ts';
import type { Template } from '../light-model/reading/template.ts';
import { misspelled } from '../light-model/samples/misspelling.ts';
import type { Ask, Corpus, Language, Pasted, PastedKind } from './corpus.ts';

export interface Prompt {
  readonly type: TextType;
  readonly language: Language;
  readonly text: string;
}

const SHARES = {
  polite: 0.22,
  pasted: { source: 0.35, data: 0.35, prose: 0.22, sound: 0.12, any: 0.5, nothing: 0, own: 0 },
  /** Source text alone, without a word about what to do with it. */
  bare: 0.05,
  told: 0.2,
  misspelled: 0.12,
  /** A word left out, so that no single one decides. */
  missing: 0.25,
  capital: 0.5,
} as const;

const BEFORE: Readonly<Record<Language, readonly string[]>> = {
  es: [
    'Hola, ',
    'Hola! ',
    'Buenas, ',
    'Buenos días. ',
    'Por favor, ',
    'Oye, ',
    'Una pregunta: ',
    'Perdona, ',
    'A ver, ',
    'Necesito ayuda: ',
    'Eres un asistente útil. ',
    'Estoy trabajando en un proyecto y ',
    'Para mañana: ',
    'Cuando puedas, ',
    '¿Me ayudas? ',
    'Tengo una duda. ',
  ],
  en: [
    'Hi, ',
    'Hello! ',
    'Hey there, ',
    'Good morning. ',
    'Please ',
    'Quick question: ',
    'Sorry, ',
    'So, ',
    'I need help: ',
    'You are a helpful assistant. ',
    'I am working on a project and ',
    'By tomorrow: ',
    'When you can, ',
    'Could you help me? ',
    'One doubt. ',
  ],
};
const AFTER: Readonly<Record<Language, readonly string[]>> = {
  es: [
    '. Gracias',
    ', por favor',
    '. Gracias de antemano.',
    ', es urgente',
    ' porfa',
    '. Sé breve.',
  ],
  en: ['. Thanks', ', please', '. Thanks in advance.', ', it is urgent', ' pls', '. Be brief.'],
};
const PROSE = { fewest: 2, most: 14 } as const;

/** A prompt as people type it: polite or not, with something pasted, with a slip. */
export function promptOf(ask: Ask, corpus: Corpus, random: SeededRandom): Prompt {
  const { type, language } = ask;
  let text = ask.pasted === 'own' ? wholeOf(ask.template) : phraseOf(ask.template, random);
  if (random.uniform() < SHARES.missing) text = withoutOneWord(text, random);
  if (random.uniform() < SHARES.polite) text = random.pick(BEFORE[language]) + text;
  if (random.uniform() < SHARES.polite / 2) text += random.pick(AFTER[language]);
  if (random.uniform() < SHARES.told) text = withTold(text, corpus.told[language], random);
  if (random.uniform() < SHARES.misspelled) text = misspelled(text, random);
  if (random.uniform() < SHARES.capital) text = text.charAt(0).toUpperCase() + text.slice(1);
  if (ask.pasted === 'source' && random.uniform() < SHARES.bare) {
    return { type, language, text: pastedText('source', corpus.pasted, random) };
  }
  if (random.uniform() < SHARES.pasted[ask.pasted]) {
    text = joined(text, pastedText(ask.pasted, corpus.pasted, random), random);
  }
  return { type, language, text };
}

function withTold(text: string, told: readonly Template[], random: SeededRandom): string {
  const count = random.within({ at: 1, end: 4 });
  const sentences = Array.from({ length: count }, () => phraseOf(random.pick(told), random));
  const behind = random.below(sentences.length + 1);
  const asked = /[.?!:]$/.test(text) ? text : `${text}${random.pick(['.', '?', '.'])}`;
  return [...sentences.slice(behind), asked, ...sentences.slice(0, behind)].join(' ');
}

/** Line ends and all, where what is pasted is already there. */
const wholeOf = (template: Template): string =>
  template.map((part) => (part.kind === 'text' ? part.text : '')).join('');

function withoutOneWord(text: string, random: SeededRandom): string {
  const words = text.split(' ');
  if (words.length < 4) return text;
  return words.toSpliced(random.below(words.length), 1).join(' ');
}

function joined(asked: string, pasted: string, random: SeededRandom): string {
  const bare = asked.replace(/[:.]$/, '');
  switch (random.below(6)) {
    case 0:
      return `${pasted}\n\n${asked}`;
    case 1:
      return `${bare}: "${pasted}"`;
    case 2:
      return `${bare}: ${pasted}`;
    case 3:
      return `${bare}\n\`\`\`\n${pasted}\n\`\`\``;
    case 4:
      return `${bare}.\n\n---\n${pasted}`;
    default:
      return `${bare}:\n\n${pasted}`;
  }
}

/** Any language with any request: people have texts in one and ask in the other. */
function pastedText(kind: PastedKind, pasted: Pasted, random: SeededRandom): string {
  if (kind === 'any') return pastedText(random.pick(ANYTHING), pasted, random);
  if (kind === 'source' || (kind === 'data' && random.uniform() < 0.6)) {
    return random.pick(
      pasted.whole.filter((one) => one.kind === kind).flatMap(({ texts }) => texts),
    );
  }
  const fitting =
    kind === 'sound' ? pasted.prose.filter(({ subject }) => subject === 'sound') : pasted.prose;
  const { sentences } = random.pick(fitting);
  const count = random.within({ at: PROSE.fewest, end: PROSE.most });
  return Array.from({ length: count }, () => phraseOf(random.pick(sentences), random)).join(' ');
}

const ANYTHING: readonly PastedKind[] = ['prose', 'prose', 'prose', 'prose', 'source', 'data'];

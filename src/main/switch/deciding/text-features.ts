import type { Cue } from './cue-words.ts';
import { cuesOf } from './cues.ts';
import { OTHER_SHAPES, SOURCE_SHAPES } from './source-shapes.ts';
import { partsOf, type TextParts, wordsOf } from './text-parts.ts';
import { tongueOf } from './tongue.ts';

/** Features that count alike, and how much each of them counts. */
export interface FeatureGroup {
  readonly features: readonly number[];
  readonly weight: number;
}

/** How much each group counts as a whole. */
const WEIGHTS = {
  standing: 0.5,
  asked: 1,
  company: 1.2,
  middle: 0.4,
  middleCues: 0.7,
  source: 0.5,
  shape: 0.9,
} as const;

/** Endings are cut off behind so many letters. */
const STEM = 6;
/** Fewer words between the beginning and the end are nothing. */
const FEWEST_WORDS = 3;

/** Cues that speak for the same type, whatever they stand beside. */
const FAMILIES: readonly (readonly Cue[])[] = [
  ['programmingLanguage', 'codeTool', 'codeThing', 'codeVerb'],
  ['audioThing', 'audioVerb'],
  ['translate'],
  ['humanLanguage'],
  ['summarize'],
  ['analyze', 'analysisThing'],
  ['write', 'piece'],
];

/** What a prompt looks like to the classifier. The cost does not grow with its length. */
export function featuresOf(prompt: string): readonly FeatureGroup[] {
  const parts = partsOf(prompt);
  const lead = wordsOf(parts.lead);
  const middle = wordsOf(parts.middle);
  const close = wordsOf(parts.close);
  const leadCues = cuesOf(lead);
  const closeCues = cuesOf(close);
  const cues = [...leadCues, ...closeCues].flat();
  const kind = parts.pasted ? 'pasted' : 'told';
  return [
    { features: [...standing(cues), ...order(cues)], weight: WEIGHTS.standing },
    even([...asked(lead, leadCues), ...beginning(lead, leadCues)], WEIGHTS.asked),
    even(asked(close, closeCues), WEIGHTS.asked),
    even(company(cues), WEIGHTS.company),
    even(
      middle.map((word) => feature(kind, word)),
      WEIGHTS.middle,
    ),
    even(howOften(cuesOf(middle).flat(), kind), WEIGHTS.middleCues),
    { features: source(parts.seen), weight: WEIGHTS.source },
    even([...shapes(parts.seen), ...around([...lead, ...close], middle, parts)], WEIGHTS.shape),
  ];
}

/** Each group counts as a whole, however many features it has. */
function even(features: readonly number[], weight: number): FeatureGroup {
  return { features, weight: features.length === 0 ? 0 : weight / Math.sqrt(features.length) };
}

/** Which families there are, alone and together: without any of its words a type needs other proof. */
function standing(cues: readonly Cue[]): readonly number[] {
  const has = FAMILIES.map((family) => cues.some((cue) => family.includes(cue)));
  return [
    feature('always', ''),
    feature('families', has.map(Number).join('')),
    ...has.map((there, family) => feature('family', `${family}${there}`)),
  ];
}

/** Which families come first: who writes a dialogue in which two compare prices, writes. */
function order(cues: readonly Cue[]): readonly number[] {
  const families = cues.flatMap((cue) => {
    const family = FAMILIES.findIndex((one) => one.includes(cue));
    return family < 0 ? [] : [family];
  });
  const first = [...new Set(families)];
  return [1, 2, 3].map((count) => feature('order', `${count}:${first.slice(0, count).join(' ')}`));
}

/** Words, how they begin, and pairs of neighbours, which count by their cues, too. */
function asked(words: readonly string[], cues: readonly (readonly Cue[])[]): readonly number[] {
  const features: number[] = [];
  let [before, cueBefore] = ['', ''];
  for (const [at, word] of words.entries()) {
    const cue = cues[at]?.[0] ?? word;
    features.push(feature('word', word));
    if (word.length > STEM) features.push(feature('stem', word.slice(0, STEM)));
    if (at > 0) {
      features.push(feature('pair', `${before} ${word}`));
      if (cue !== word || before !== cueBefore)
        features.push(feature('pair', `${cueBefore} ${cue}`));
    }
    [before, cueBefore] = [word, cue];
  }
  return features;
}

const POLITE = new Set(
  'hola hello hi hey buenas por favor please oye perdona sorry can could you puedes podrias me un una a the'.split(
    ' ',
  ),
);

/** The first words that are not there out of politeness. */
function beginning(words: readonly string[], cues: readonly (readonly Cue[])[]): readonly number[] {
  const first = Math.max(
    0,
    words.findIndex((word) => !POLITE.has(word)),
  );
  const begun = [1, 2, 3].map((count) => words.slice(first, first + count).join(' '));
  return [...begun, ...(cues[first] ?? [])].map((one) => feature('begins', one));
}

/** Cues, which of them more than one word has, and which stand together. */
function company(cues: readonly Cue[]): readonly number[] {
  const names = [...new Set(cues)].toSorted();
  const several = names.filter((name) => cues.indexOf(name) !== cues.lastIndexOf(name));
  return [
    ...names.map((name) => feature('cue', name)),
    ...several.map((name) => feature('several', name)),
    ...names.flatMap((one, at) =>
      names.slice(at + 1).map((other) => feature('together', `${one} ${other}`)),
    ),
  ];
}

/** Cues by whether there is one, two at least, or four. */
function howOften(cues: readonly Cue[], kind: string): readonly number[] {
  const counts = new Map<Cue, number>();
  for (const cue of cues) counts.set(cue, (counts.get(cue) ?? 0) + 1);
  return [...counts].flatMap(([cue, count]) =>
    [1, 2, 4].filter((least) => count >= least).map((least) => feature(kind, `${least} ${cue}`)),
  );
}

function source(text: string): readonly number[] {
  const found = SOURCE_SHAPES.flatMap((shape, index) => (shape.test(text) ? [index] : []));
  const enough = [1, 2, 3].map((least) => `${least}${found.length >= least}`);
  return [
    ...found.map((index) => feature('source', `${index}`)),
    ...enough.map((one) => feature('sources', one)),
  ];
}

function shapes(text: string): readonly number[] {
  const size = Math.min(4, Math.floor(Math.log2(1 + text.length / 40)));
  const found = OTHER_SHAPES.flatMap((shape, index) => (shape.test(text) ? [`${index}`] : []));
  return [...found, `size ${size}`].map((one) => feature('shape', one));
}

/** Whether anything is pasted, and whether in another language than what is asked. */
function around(
  askedWords: readonly string[],
  middle: readonly string[],
  { pasted }: TextParts,
): readonly number[] {
  const own = tongueOf(askedWords);
  const mixed = isForeign(own) ? ['mixed'] : [];
  if (middle.length < FEWEST_WORDS)
    return [...mixed, 'nothing'].map((one) => feature('shape', one));
  const other = tongueOf(middle);
  const differs = other !== own && other !== 'unknown' && own !== 'unknown';
  const tongue = isForeign(other) ? 'foreign' : differs ? 'other' : 'same';
  return [...mixed, pasted ? 'pasted' : 'told', tongue].map((one) => feature('shape', one));
}

/** Neither of the languages that are spoken here. */
const isForeign = (tongue: string): boolean => !['es', 'en', 'unknown'].includes(tongue);

/** FNV-1a on 16-bit units, its high bits mixed into the low ones. */
function feature(kind: string, text: string): number {
  let hash = 0x811c9dc5;
  const whole = `${kind} ${text}`;
  for (let at = 0; at < whole.length; at += 1) {
    hash = Math.imul(hash ^ whole.charCodeAt(at), 16_777_619);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}

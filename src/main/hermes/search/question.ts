import type { SearchFilters } from '../../../shared/contract/model-search.ts';
import { parseByteSize } from '../../../shared/domain/byte-size.ts';
import { parseParameterCount } from '../../../shared/domain/parameter-count.ts';
import type { Specialty } from '../../../shared/domain/specialty.ts';
import { foldText } from '../../../shared/domain/text-search.ts';
import { specialtiesOfTags } from '../specialties-of-tags.ts';

interface Range {
  readonly least: number;
  readonly most: number;
}

/** What is searched for, read once: filters as numbers, the query as words. */
export interface Question {
  /** Of the query, what can stand in a model's name; in lower case. */
  readonly words: readonly string[];
  /** Asked for, or read from the query. */
  readonly specialty: Specialty | null;
  /** The query tells a purpose and no name: whatever serves it is meant. */
  readonly is_purpose: boolean;
  readonly filters: {
    readonly specialty: Specialty | null;
    readonly size: Range;
    readonly parameters: Range | null;
    readonly least_context: number;
    /** In lower case; empty: any. */
    readonly licenses: readonly string[];
    /** In capitals; empty: any. */
    readonly quants: readonly string[];
    readonly gated: boolean | null;
  };
}

const MOST_WORDS = 8;
/** They say that a model is wanted, not which. */
const EMPTY_WORDS = new Set(
  (
    'a an and the for of to in with that can model models modelo modelos llm llms gguf local ' +
    'un una el la los las de del para por en que con y'
  ).split(' '),
);

/** Only what can stand in a name goes out: nothing unseen, no marks that a hub could read as more. */
function wordsOf(query: string): string[] {
  const plain = foldText(query.normalize('NFKC')).replaceAll(/[^\p{L}\p{N}._/-]+/gu, ' ');
  const words = plain.split(' ').filter((word) => word !== '' && !EMPTY_WORDS.has(word));
  return [...new Set(words)].slice(0, MOST_WORDS);
}

/** How Spanish names what `specialtiesOfTags` knows in English. */
const SPANISH: readonly (readonly [RegExp, Specialty])[] = [
  [/codigo|programa/, 'code'],
  [/traduc/, 'translation'],
  [/resum/, 'summarization'],
  [/\bvoz\b|musica|habla/, 'audio'],
  [/imagen|vision/, 'vision'],
  [/razona|analisis|matematica/, 'analysis'],
];

function specialtyOf(words: readonly string[]): Specialty | null {
  const text = words.join(' ');
  const spanish = SPANISH.find(([sign]) => sign.test(text))?.[1];
  const found = spanish === undefined ? specialtiesOfTags(words) : [spanish];
  // A "chat model for code" is wanted for code.
  return found.find((specialty) => specialty !== 'text_generation') ?? found[0] ?? null;
}

/** Beside a purpose they add nothing that could stand in a name. */
const PRAISE = new Set(
  (
    'generation generator generate write writing best good fast small under ' +
    'generacion generar escribir mejor bueno rapido pequeno'
  ).split(' '),
);

const isPurpose = (words: readonly string[]): boolean =>
  words.every((word) => PRAISE.has(word) || specialtyOf([word]) !== null);

const rangeOf = (least: number | undefined, most: number | undefined): Range => ({
  least: least ?? 0,
  most: most ?? Number.POSITIVE_INFINITY,
});

const read = <Value>(parse: (value: Value) => number | undefined, value: Value | undefined) =>
  value === undefined ? undefined : parse(value);

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();

function parametersOf({ parameters_min, parameters_max }: SearchFilters): Range | null {
  if ((parameters_min ?? parameters_max) === undefined) return null;
  return rangeOf(
    read(parseParameterCount, parameters_min),
    read(parseParameterCount, parameters_max),
  );
}

/** @param sizeLimit of a model file, bytes; a filter cannot go beyond it */
export function questionOf(query: string, filters: SearchFilters, sizeLimit: number): Question {
  const words = wordsOf(query);
  const { specialty = null, size_min, size_max, license, quant } = filters;
  const size = rangeOf(read(parseByteSize, size_min), read(parseByteSize, size_max));
  return {
    words,
    specialty: specialty ?? specialtyOf(words),
    is_purpose: isPurpose(words),
    filters: {
      specialty,
      size: { least: size.least, most: Math.min(size.most, sizeLimit) },
      parameters: parametersOf(filters),
      least_context: filters.context_min ?? 0,
      licenses: listOf(license).map((one) => one.toLowerCase()),
      quants: listOf(quant).map((one) => one.toUpperCase()),
      gated: filters.gated ?? null,
    },
  };
}

/** What names of models for a purpose contain: a hub searches names, not purposes. */
const IN_NAMES: Readonly<Record<Specialty, string>> = {
  text_generation: 'instruct',
  code: 'coder',
  audio: 'audio',
  vision: 'vl',
  embedding: 'embed',
  analysis: 'math',
  translation: 'translat',
  summarization: 'summar',
};

export interface HubSearch {
  /** To be found in names; '' is any name. */
  readonly text: string;
  /** Who names a model and a purpose does not want others for that purpose, unless there is none. */
  readonly only_if_nothing: boolean;
}

/** One after another until there is enough. */
export function hubSearches({ words, specialty, is_purpose }: Question): readonly HubSearch[] {
  const text = words.join(' ');
  const purpose = specialty === null ? '' : IN_NAMES[specialty];
  const first = { text: text === '' ? purpose : text, only_if_nothing: false };
  if (purpose === '' || first.text === purpose) return [first];
  return [first, { text: purpose, only_if_nothing: !is_purpose }];
}

/** Whether an earlier search has brought this model: all its words are in the name. */
export const wasFoundBefore = (id: string, earlier: readonly HubSearch[]): boolean =>
  earlier.some(({ text }) => text.split(' ').every((word) => id.toLowerCase().includes(word)));

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import * as z from 'zod';
import { type Intent, LANGUAGES, type Language } from './corpus.ts';
import { bare, patternOf } from './phrases.ts';

const phrasings = z.array(z.string().min(1)).default([]);

const heldOutFile = z.strictObject({
  case: z.array(
    z.strictObject({
      intent: z.string(),
      also: z.array(z.string()).default([]),
      es: phrasings,
      en: phrasings,
    }),
  ),
});

/** Questions to show the model with; it is not measured by them. */
const SHOWCASE = 'showcase.toml';

/** The sets of questions; those after the first have a folder of their own. */
const FOLDER_OF_SET = new Map([
  ['first', '.'],
  ['second', 'second'],
  ['third', 'third'],
]);
export const SETS: readonly string[] = [...FOLDER_OF_SET.keys()];

/** A question as a person wrote it, for the examination alone. */
export interface HeldOut {
  readonly file: string;
  readonly language: Language;
  readonly text: string;
  /** The intents whose answer is right; the first is the one that was meant. */
  readonly intents: readonly string[];
}

/**
 * One of the `SETS` in the folder of all that is held out.
 * @throws Error that names the sets when this is none, or the file that is no TOML or lacks something
 */
export function readHeldOut(heldOut: string, set: string): readonly HeldOut[] {
  const own = FOLDER_OF_SET.get(set);
  if (own === undefined) throw new Error(`No set is called ${set}, only ${SETS.join(', ')}.`);
  const folder = join(heldOut, own);
  const files = readdirSync(folder).filter((name) => name.endsWith('.toml') && name !== SHOWCASE);
  return files.toSorted().flatMap((name) => readCases(folder, name));
}

/** The questions to show it with. */
export const readShowcase = (folder: string): readonly HeldOut[] => readCases(folder, SHOWCASE);

function readCases(folder: string, name: string): readonly HeldOut[] {
  try {
    return casesOf(name.replace(/\.toml$/, ''), readFileSync(join(folder, name), 'utf8'));
  } catch (caught) {
    throw new Error(`${name} cannot be read.`, { cause: caught });
  }
}

function casesOf(file: string, source: string): readonly HeldOut[] {
  return heldOutFile
    .parse(parse(source))
    .case.flatMap((one) =>
      LANGUAGES.flatMap((language) =>
        one[language].map((text) => ({ file, language, text, intents: [one.intent, ...one.also] })),
      ),
    );
}

/**
 * Parts what was held out from what the corpus happens to ask in the same words, whatever their
 * case, accents and marks: that is known by heart, and measures nothing.
 */
export function divide(
  intents: readonly Intent[],
  cases: readonly HeldOut[],
): { unseen: readonly HeldOut[]; known: readonly HeldOut[] } {
  const patterns = (language: Language): readonly RegExp[] =>
    intents.flatMap(({ ask }) => ask[language].map(patternOf));
  const ways = { es: patterns('es'), en: patterns('en') };
  const isKnown = ({ language, text }: HeldOut): boolean => {
    const plain = bare(text);
    return ways[language].some((way) => way.test(plain));
  };
  const { unseen = [], known = [] } = Object.groupBy(cases, (one) =>
    isKnown(one) ? 'known' : 'unseen',
  );
  return { unseen, known };
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import * as z from 'zod';
import { parseTemplate, type Slots, type Template } from './template.ts';

export const LANGUAGES = ['es', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const inBoth = <Schema extends z.ZodType>(schema: Schema) =>
  z.strictObject({ es: schema, en: schema });

const texts = z.array(z.string().min(1)).min(1);

const corpusFile = z.strictObject({
  slots: z.record(z.string(), inBoth(texts).partial()).default({}),
  intent: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]+$/),
      answer: inBoth(z.string().min(1)),
      ask: inBoth(texts),
    }),
  ),
});

/** What a person may want to know: how it is asked, and the one answer in each language. */
export interface Intent {
  readonly id: string;
  /** The name of its file: what the tables of the evaluation group by. */
  readonly file: string;
  readonly answer: Readonly<Record<Language, string>>;
  readonly ask: Readonly<Record<Language, readonly Template[]>>;
}

/** @throws Error that names the file, when it is no TOML, lacks something or says an id twice */
export function readCorpus(folder: string): readonly Intent[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.toml'));
  const intents = files.toSorted().flatMap((name) => readIntents(folder, name));
  const ids = new Set<string>();
  for (const { id, file } of intents) {
    if (ids.has(id)) throw new Error(`${file}.toml: the intent "${id}" exists already.`);
    ids.add(id);
  }
  return intents;
}

function readIntents(folder: string, name: string): readonly Intent[] {
  try {
    const { slots, intent } = corpusFile.parse(parse(readFileSync(join(folder, name), 'utf8')));
    const known = { es: slotsOf(slots, 'es'), en: slotsOf(slots, 'en') };
    return intent.map(({ id, answer, ask }) => ({
      id,
      file: name.replace(/\.toml$/, ''),
      answer,
      ask: {
        es: ask.es.map((source) => parseTemplate(source, known.es)),
        en: ask.en.map((source) => parseTemplate(source, known.en)),
      },
    }));
  } catch (caught) {
    throw new Error(`${name} cannot be read.`, { cause: caught });
  }
}

/** A list may name lists that stand before it. */
function slotsOf(lists: z.infer<typeof corpusFile>['slots'], language: Language): Slots {
  const slots = new Map<string, readonly Template[]>();
  for (const [name, list] of Object.entries(lists)) {
    const options = list[language]?.map((source) => parseTemplate(source, slots));
    if (options !== undefined) slots.set(name, options);
  }
  return slots;
}

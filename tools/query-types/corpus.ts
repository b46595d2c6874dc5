import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import * as z from 'zod';
import { TEXT_TYPES, type TextType } from '../../src/main/switch/deciding/query-type-model.ts';
import { parseTemplate, type Slots, type Template } from '../light-model/reading/template.ts';

export const LANGUAGES = ['es', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What people paste with what they ask; with `own` it stands in the corpus beside it. */
const pastedKind = z.enum(['source', 'data', 'prose', 'sound', 'any', 'nothing', 'own']);
export type PastedKind = z.infer<typeof pastedKind>;

const asksSchema = z.object({
  type: z.enum(TEXT_TYPES),
  /** What people paste with it. */
  pasted: pastedKind,
  es: z.array(z.string()).min(1),
  en: z.array(z.string()).min(1),
});
const subjectsSchema = z.object({
  es: z.record(z.string(), z.array(z.string())),
  en: z.record(z.string(), z.array(z.string())),
});
const pastedSchema = z.object({
  prose: z.array(
    z.object({
      lang: z.enum(LANGUAGES),
      subject: z.string(),
      /** Templates, too. */
      sentences: z.array(z.string()).min(2),
    }),
  ),
  whole: z.array(z.object({ kind: z.enum(['source', 'data']), texts: z.array(z.string()).min(1) })),
});

const toldSchema = z.object({ es: z.array(z.string()), en: z.array(z.string()) });

export interface Pasted {
  readonly prose: readonly {
    readonly subject: string;
    readonly sentences: readonly Template[];
  }[];
  readonly whole: z.infer<typeof pastedSchema>['whole'];
}

/** One way of asking, which stands for many prompts. */
export interface Ask {
  readonly type: TextType;
  readonly language: Language;
  readonly pasted: PastedKind;
  readonly template: Template;
}

export interface Corpus {
  readonly asks: readonly Ask[];
  readonly pasted: Pasted;
  /** What people tell beside it. */
  readonly told: Readonly<Record<Language, readonly Template[]>>;
}

const toml = (folder: string, name: string): unknown =>
  parse(readFileSync(join(folder, name), 'utf8'));

const OTHER_FILES = new Set(['subjects.toml', 'pasted.toml', 'told.toml']);

/** @throws Error that names the template or the key that is wrong */
export function readCorpus(folder: string): Corpus {
  const subjects = subjectsSchema.parse(toml(folder, 'subjects.toml'));
  const slots = { es: slotsOf(subjects.es), en: slotsOf(subjects.en) };
  // Sorted, because not every file system gives names in the same order.
  const files = readdirSync(folder).filter((name) => !OTHER_FILES.has(name));
  const asks = files.toSorted().flatMap((name) => {
    const file = asksSchema.parse(toml(folder, name));
    const { type, pasted } = file;
    return LANGUAGES.flatMap((language) =>
      file[language].map((source): Ask => {
        const whole: Template = [{ kind: 'text', text: source }];
        const template = pasted === 'own' ? whole : parseTemplate(source, slots[language]);
        return { type, language, pasted, template };
      }),
    );
  });
  const { prose, whole } = pastedSchema.parse(toml(folder, 'pasted.toml'));
  const texts = prose.map(({ lang, subject, sentences }) => ({
    subject,
    sentences: sentences.map((source) => parseTemplate(source, slots[lang])),
  }));
  const { es, en } = toldSchema.parse(toml(folder, 'told.toml'));
  const told = { es: es.map((one) => parseTemplate(one)), en: en.map((one) => parseTemplate(one)) };
  return { asks, pasted: { prose: texts, whole }, told };
}

const slotsOf = (lists: Readonly<Record<string, readonly string[]>>): Slots =>
  new Map(
    Object.entries(lists).map(([name, options]) => [
      name,
      options.map((text): Template => [{ kind: 'text', text }]),
    ]),
  );

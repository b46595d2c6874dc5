import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parse } from 'smol-toml';
import * as z from 'zod';
import { classify } from '../../src/main/switch/deciding/classify.ts';
import { TEXT_TYPES } from '../../src/main/switch/deciding/query-type-model.ts';
import { bare, patternOf } from '../light-model/reading/phrases.ts';
import { type Corpus, LANGUAGES } from './corpus.ts';
import type { Prompt } from './prompts.ts';

const promptsSchema = z.object({
  prompt: z.array(
    z.object({ type: z.enum(TEXT_TYPES), lang: z.enum(LANGUAGES), text: z.string().min(1) }),
  ),
});

export interface PromptFile {
  readonly name: string;
  readonly prompts: readonly Prompt[];
}

/** What people asked, by file. */
export function readPrompts(folder: string): readonly PromptFile[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.toml'));
  return files.toSorted().map((name) => {
    const { prompt } = promptsSchema.parse(parse(readFileSync(join(folder, name), 'utf8')));
    const prompts = prompt.map(({ type, lang, text }) => ({ type, language: lang, text }));
    return { name, prompts };
  });
}

/** Without the prompts that the corpus happens to hold in the same words. */
export function unheard(prompts: readonly Prompt[], corpus: Corpus): readonly Prompt[] {
  const heard = corpus.asks.map(({ template }) => patternOf(template));
  return prompts.filter(({ text }) => !heard.some((pattern) => pattern.test(bare(text))));
}

export interface Judged extends Prompt {
  readonly guess: ReturnType<typeof classify>;
}

export const judge = (prompts: readonly Prompt[]): readonly Judged[] =>
  prompts.map((prompt) => ({ ...prompt, guess: classify(prompt.text) }));

const isRight = ({ type, guess }: Judged): boolean => guess.type === type;

function share(judged: readonly Judged[]): string {
  if (judged.length === 0) return '–';
  return `${((100 * judged.filter(isRight).length) / judged.length).toFixed(1)} %`;
}

/** Markdown: what was right, of each type in each language. */
export function accuracyTable(judged: readonly Judged[]): string {
  const asked = TEXT_TYPES.filter((type) => judged.some((one) => one.type === type));
  const rows = [...asked, 'all'].map((type) => {
    const own = judged.filter((one) => type === 'all' || one.type === type);
    const cells = LANGUAGES.map((language) =>
      share(own.filter((one) => one.language === language)),
    );
    return [type, ...cells, share(own), String(own.length)];
  });
  return table(['type', ...LANGUAGES, 'both', 'prompts'], rows);
}

/** Markdown: a row is what was asked, a column what it was taken for. */
export function confusionTable(judged: readonly Judged[]): string {
  const taken = [...new Set([...TEXT_TYPES, ...judged.map(({ guess }) => guess.type)])];
  const asked = TEXT_TYPES.filter((type) => judged.some((one) => one.type === type));
  const rows = asked.map((type) => {
    const own = judged.filter((one) => one.type === type);
    return [
      type,
      ...taken.map((as) => String(own.filter(({ guess }) => guess.type === as).length)),
    ];
  });
  return table(['asked \\ taken for', ...taken], rows);
}

/** How sure it was of what was right and of what was wrong, and what the rules found. */
export function sureness(judged: readonly Judged[]): string {
  const byRule = judged.filter(({ guess }) => guess.by === 'rule');
  const sure = judged.filter(({ guess }) => guess.confidence >= 0.8);
  return [
    `By a rule: ${byRule.length} of ${judged.length}, ${share(byRule)} right.`,
    `At a confidence of 0.8 or more: ${sure.length}, ${share(sure)} right.`,
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const WARM_UP = 3000;
const TIMED = 20_000;

export interface Times {
  readonly p50_us: number;
  readonly p99_us: number;
}

/** Time of one call, on prompts in turn. */
export function timeOf(texts: readonly string[]): Times {
  const times: number[] = [];
  for (let call = 0; call < WARM_UP + TIMED; call += 1) {
    const before = performance.now();
    classify(texts[call % texts.length] ?? '');
    if (call >= WARM_UP) times.push((performance.now() - before) * 1000);
  }
  times.sort((one, other) => one - other);
  const at = (part: number): number => times[Math.floor(times.length * part)] ?? 0;
  return { p50_us: at(0.5), p99_us: at(0.99) };
}

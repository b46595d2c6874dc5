import { chat } from '../../../src/main/engine/testing/real-engine.ts';
import { type Intent, LANGUAGES } from '../reading/corpus.ts';
import type { HeldOut } from '../reading/held-out.ts';
import { Judge, type Verdict } from './judge.ts';
import { lightEngine, loadInto } from './loaded-model.ts';

const MOST_TOKENS = 200;

export interface Judged extends HeldOut {
  readonly answer: string;
  /** Whose answer that is. */
  readonly given: string | undefined;
  readonly verdict: Verdict;
  readonly first_token_ms: number;
}

/** Asks everything that was held out, through the product's engine, and judges the answers. */
export async function evaluate(
  path: string,
  intents: readonly Intent[],
  cases: readonly HeldOut[],
): Promise<readonly Judged[]> {
  const judge = new Judge(intents);
  const unknown = judge.unknownIn(cases);
  if (unknown.length > 0) throw new Error(`The corpus has no intent ${unknown.join(', ')}.`);
  await using engine = lightEngine();
  const model = await loadInto(engine, path);
  const judged: Judged[] = [];
  for (const one of cases) {
    const { text: answer, first_token_ms } = await model.answer(
      chat(one.text, { max_tokens: MOST_TOKENS }),
    );
    const given = judge.intentOf(answer, one.language);
    judged.push({ ...one, answer, given, verdict: judge.verdict(one, answer), first_token_ms });
  }
  return judged;
}

/** A table in Markdown: one row for each file and language, then for all that is known or beyond. */
export function tableOf(judged: readonly Judged[]): string {
  const rows = ['| questions | | n | right | refused | nonsense |', '|---|---|---|---|---|---|'];
  const groups = [...new Set(judged.map(({ file }) => file))];
  for (const file of groups) {
    for (const language of LANGUAGES) {
      const of = judged.filter((one) => one.file === file && one.language === language);
      if (of.length > 0) rows.push(rowOf(file, language, of));
    }
  }
  for (const language of LANGUAGES) {
    const of = judged.filter((one) => one.file !== 'beyond' && one.language === language);
    if (of.length > 0) rows.push(rowOf('**all but beyond**', language, of));
  }
  for (const language of LANGUAGES) {
    const of = judged.filter((one) => one.language === language);
    if (of.length > 0) rows.push(rowOf('**all**', language, of));
  }
  return rows.join('\n');
}

function rowOf(name: string, language: string, judged: readonly Judged[]): string {
  const share = (verdict: Verdict): string => {
    const count = judged.filter((one) => one.verdict === verdict).length;
    return `${((100 * count) / judged.length).toFixed(1)} %`;
  };
  const shares = [share('right'), share('refused'), share('nonsense')];
  return `| ${[name, language, judged.length, ...shares].join(' | ')} |`;
}

import { newHome, Product } from '../../../e2e/product.ts';
import type { Intent } from '../reading/corpus.ts';
import type { HeldOut } from '../reading/held-out.ts';
import { Judge } from './judge.ts';

/** Of an answer, what a line shows. */
const SHOWN_CHARACTERS = 56;

interface Answer {
  readonly response: string;
  readonly model_label: string | null;
  readonly beyond: boolean;
  readonly processing_time: number;
}

/** Asks the built product, in a fresh home, over HTTP like anybody else; prints a line for each. */
export async function showcase(
  intents: readonly Intent[],
  cases: readonly HeldOut[],
): Promise<void> {
  const judge = new Judge(intents);
  const home = newHome();
  const product = await Product.start(home.path);
  try {
    const rows: string[] = [
      '| | question | answer | label | beyond | s | |',
      '|---|---|---|---|---|---|---|',
    ];
    for (const one of cases) {
      const { status, body } = await product.request('POST', '/query', {
        body: { query: one.text },
      });
      if (status !== 200) throw new Error(`"${one.text}" was answered with ${status}.`);
      rows.push(rowOf(one, Object(body), judge));
    }
    process.stdout.write(`${rows.join('\n')}\n`);
  } finally {
    await product.stop();
    home.remove();
  }
}

function rowOf(one: HeldOut, answer: Answer, judge: Judge): string {
  const { response, model_label, beyond, processing_time } = answer;
  const cells = [
    one.language,
    one.text,
    `${response.slice(0, SHOWN_CHARACTERS)}…`,
    model_label,
    beyond ? 'yes' : '',
    processing_time.toFixed(2),
    judge.verdict(one, response),
  ];
  return `| ${cells.join(' | ')} |`;
}

import { SeededRandom } from '../../scripts/gguf/random.ts';
import { QueryTypeModel } from '../../src/main/switch/deciding/query-type-model.ts';
import type { Corpus } from './corpus.ts';
import { promptOf } from './prompts.ts';
import { train } from './train.ts';

const FOLDS = 5;
/** Prompts of each way of asking. */
const PROMPTS = 20;

/** The share told rightly by models that never heard the way of asking: what settings are tuned by. */
export function holdBack(corpus: Corpus): number {
  let asked = 0;
  let right = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const random = new SeededRandom(fold);
    const learnt = corpus.asks.filter((_, index) => index % FOLDS !== fold);
    const model = new QueryTypeModel(train({ ...corpus, asks: learnt }));
    for (const ask of corpus.asks.filter((_, index) => index % FOLDS === fold)) {
      for (let count = 0; count < PROMPTS; count += 1) {
        const { text, type } = promptOf(ask, corpus, random);
        asked += 1;
        if (model.guess(text).type === type) right += 1;
      }
    }
  }
  return right / asked;
}

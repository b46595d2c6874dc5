import { SeededRandom } from '../../scripts/gguf/random.ts';
import {
  logits,
  probabilities,
  type StoredWeights,
  TEXT_TYPES,
} from '../../src/main/switch/deciding/query-type-model.ts';
import {
  BUCKETS,
  type FeatureGroup,
  featuresOf,
} from '../../src/main/switch/deciding/text-features.ts';
import { type Ask, type Corpus, LANGUAGES } from './corpus.ts';
import { promptOf } from './prompts.ts';

const SEED = 7;
/** Of each type in each language. */
const PROMPTS = 5000;
const FIRST_STEP = 3;
/** Weights this far out are rare, and a finer step for all others is worth more. */
const CLIPPED_SHARE = 0.0005;

interface Example {
  readonly groups: readonly FeatureGroup[];
  readonly type: number;
}

/** The same corpus gives the same weights, to the byte. */
export function train(corpus: Corpus): StoredWeights {
  const random = new SeededRandom(SEED);
  const examples = examplesOf(corpus, random);
  const weights = new Float64Array(BUCKETS * TEXT_TYPES.length);
  shuffle(examples, random);
  // Once through: a further prompt teaches more than the same one again.
  for (const [index, example] of examples.entries()) {
    learn(example, weights, FIRST_STEP * (1 - index / examples.length));
  }
  return quantized(weights);
}

/** As many of each type and language, and of each way of asking. */
function examplesOf(corpus: Corpus, random: SeededRandom): Example[] {
  return TEXT_TYPES.flatMap((type, index) =>
    LANGUAGES.flatMap((language) => {
      const asks = corpus.asks.filter((ask) => ask.type === type && ask.language === language);
      return Array.from({ length: PROMPTS }, (_, count): Example => {
        const ask: Ask | undefined = asks[count % asks.length];
        if (ask === undefined) throw new Error(`Nobody asks for ${type} in "${language}".`);
        return { groups: featuresOf(promptOf(ask, corpus, random).text), type: index };
      });
    }),
  );
}

/** One step of gradient descent on the cross entropy. */
function learn({ groups, type }: Example, weights: Float64Array, step: number): void {
  const odds = probabilities(logits(groups, weights, 1));
  const errors = odds.map((odd, index) => (index === type ? 1 : 0) - odd);
  for (const { buckets, weight } of groups) {
    const changes = errors.map((error) => error * weight * step);
    for (const bucket of buckets) {
      const at = bucket * changes.length;
      // Not `entries()`: this runs a hundred million times.
      for (let index = 0; index < changes.length; index += 1) {
        weights[at + index] = (weights[at + index] ?? 0) + (changes[index] ?? 0);
      }
    }
  }
}

/** Fisher and Yates. */
function shuffle(examples: Example[], random: SeededRandom): void {
  for (let last = examples.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [one, two] = [examples[last], examples[other]];
    if (one !== undefined && two !== undefined) [examples[last], examples[other]] = [two, one];
  }
}

function quantized(weights: Float64Array): StoredWeights {
  const sizes = weights.map(Math.abs).toSorted();
  const largest = sizes[Math.floor(sizes.length * (1 - CLIPPED_SHARE))] ?? 0;
  const scale = largest / 127;
  const bytes = Int8Array.from(weights, (weight) =>
    Math.max(-127, Math.min(127, Math.round(weight / scale))),
  );
  return { scale, weights: Buffer.from(bytes.buffer).toString('base64') };
}

/** What the file holds. */
export const storedJson = (stored: StoredWeights): string =>
  `${JSON.stringify(stored, undefined, 2)}\n`;

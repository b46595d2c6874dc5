import { SeededRandom } from '../../scripts/gguf/random.ts';
import {
  logits,
  placesOf,
  probabilities,
  type StoredWeights,
  TEXT_TYPES,
} from '../../src/main/switch/deciding/query-type-model.ts';
import { type FeatureGroup, featuresOf } from '../../src/main/switch/deciding/text-features.ts';
import { type Ask, type Corpus, LANGUAGES } from './corpus.ts';
import { promptOf } from './prompts.ts';

const SEED = 7;
/** Of each type in each language. */
const PROMPTS = 4000;
/** Most of what people ask is nothing special. */
const MORE_OF_NOTHING_SPECIAL = 3;
/** What fewer ways of asking hold is chance, or what they are about: it is not learnt. */
const FEWEST_ASKS = 4;
const ROUNDS = 2;
const FIRST_STEP = 1;
/** The share of a weight that is lost in one round unless examples keep it up. */
const DECAY = 0.3;
const DECAY_EVERY = 500;
/** Weights this far out are rare, and a finer step for all others is worth more. */
const CLIPPED_SHARE = 0.0005;

interface Example {
  readonly groups: readonly FeatureGroup[];
  readonly type: number;
  readonly ask: Ask;
}

/** The same corpus gives the same weights, to the byte. */
export function train(corpus: Corpus): StoredWeights {
  const random = new SeededRandom(SEED);
  const examples = examplesOf(corpus, random);
  const features = worthLearning(examples);
  const places = new Map(features.map((feature, place) => [feature, place]));
  const placed = examples.map(
    ({ groups, ...rest }): Example => ({ ...rest, groups: placesOf(groups, places) }),
  );
  const weights = new Float64Array(features.length * TEXT_TYPES.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    shuffle(placed, random);
    for (const [index, example] of placed.entries()) {
      const done = (round + index / placed.length) / ROUNDS;
      learn(example, weights, FIRST_STEP * (1 - done));
      if (index % DECAY_EVERY === 0) decay(weights, (DECAY * DECAY_EVERY) / placed.length);
    }
  }
  return { ...quantized(weights), features: storedFeatures(features) };
}

/** As many of each language, and of each way of asking. */
function examplesOf(corpus: Corpus, random: SeededRandom): Example[] {
  return TEXT_TYPES.flatMap((type, index) =>
    LANGUAGES.flatMap((language) => {
      const asks = corpus.asks.filter((ask) => ask.type === type && ask.language === language);
      const length = PROMPTS * (type === 'text_generation' ? MORE_OF_NOTHING_SPECIAL : 1);
      return Array.from({ length }, (_, count): Example => {
        const ask: Ask | undefined = asks[count % asks.length];
        if (ask === undefined) throw new Error(`Nobody asks for ${type} in "${language}".`);
        return { groups: featuresOf(promptOf(ask, corpus, random).text), type: index, ask };
      });
    }),
  );
}

/** Features that enough ways of asking hold, in order. */
function worthLearning(examples: readonly Example[]): readonly number[] {
  const asksWith = new Map<number, Set<Ask>>();
  for (const { groups, ask } of examples) {
    for (const feature of groups.flatMap(({ features }) => features)) {
      const asks = asksWith.get(feature);
      if (asks === undefined) asksWith.set(feature, new Set([ask]));
      else if (asks.size < FEWEST_ASKS) asks.add(ask);
    }
  }
  const enough = [...asksWith].filter(([, asks]) => asks.size === FEWEST_ASKS);
  return enough.map(([feature]) => feature).toSorted((one, other) => one - other);
}

function storedFeatures(features: readonly number[]): string {
  const bytes = Buffer.alloc(features.length * 4);
  for (const [place, feature] of features.entries()) bytes.writeUInt32LE(feature, place * 4);
  return bytes.toString('base64');
}

function decay(weights: Float64Array, lost: number): void {
  for (let at = 0; at < weights.length; at += 1) weights[at] = (weights[at] ?? 0) * (1 - lost);
}

/** One step of gradient descent on the cross entropy. */
function learn({ groups, type }: Example, weights: Float64Array, step: number): void {
  const odds = probabilities(logits(groups, weights, 1));
  const errors = odds.map((odd, index) => (index === type ? 1 : 0) - odd);
  for (const { features, weight } of groups) {
    const changes = errors.map((error) => error * weight * step);
    for (const place of features) {
      const at = place * changes.length;
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

function quantized(weights: Float64Array): Omit<StoredWeights, 'features'> {
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

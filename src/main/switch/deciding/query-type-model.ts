import type { QueryType } from '../../../shared/domain/specialty.ts';
import { type FeatureGroup, featuresOf } from './text-features.ts';

/** What a text alone can tell; images and embeddings are asked for by other words or by a field. */
export const TEXT_TYPES = [
  'text_generation',
  'code',
  'analysis',
  'translation',
  'summarization',
  'audio',
] as const satisfies readonly QueryType[];
export type TextType = (typeof TEXT_TYPES)[number];

/** As `query-type-weights.json` keeps it. */
export interface StoredWeights {
  /** What one step of the weights stands for. */
  readonly scale: number;
  /** The features that are known, 32 bits each, base64. */
  readonly features: string;
  /** Of each of them a signed byte per type, base64. */
  readonly weights: string;
}

export interface TypeGuess {
  readonly type: TextType;
  /** Probability, 0..1. */
  readonly confidence: number;
}

/** Multinomial logistic regression over what `featuresOf` sees; `tools/query-types` trains it. */
export class QueryTypeModel {
  readonly #known: ReadonlyMap<number, number>;
  readonly #weights: Int8Array;
  readonly #scale: number;

  /** @throws Error when there are not as many weights as features and types ask for */
  constructor({ scale, features, weights }: StoredWeights) {
    const bytes = Buffer.from(features, 'base64');
    const count = bytes.length / 4;
    this.#known = new Map(
      Array.from({ length: count }, (_, index) => [bytes.readUInt32LE(index * 4), index]),
    );
    this.#weights = new Int8Array(Buffer.from(weights, 'base64'));
    this.#scale = scale;
    if (this.#weights.length !== this.#known.size * TEXT_TYPES.length) {
      throw new Error('The weights do not fit the features: npm run query-types -- train');
    }
  }

  guess(prompt: string): TypeGuess {
    const places = placesOf(featuresOf(prompt), this.#known);
    const odds = probabilities(logits(places, this.#weights, this.#scale));
    const confidence = Math.max(...odds);
    const type = TEXT_TYPES[odds.indexOf(confidence)] ?? 'text_generation';
    return { type, confidence };
  }
}

/** Features by their place among those learnt. What was never learnt says nothing, but thins the rest. */
export function placesOf(
  groups: readonly FeatureGroup[],
  known: ReadonlyMap<number, number>,
): readonly FeatureGroup[] {
  return groups.map(({ features, weight }) => ({
    weight,
    features: features.flatMap((one) => known.get(one) ?? []),
  }));
}

/** One per type, in the order of `TEXT_TYPES`. */
export function logits(
  groups: readonly FeatureGroup[],
  weights: Int8Array | Float64Array,
  scale: number,
): Float64Array {
  const sums = new Float64Array(TEXT_TYPES.length);
  for (const { features, weight } of groups) {
    const factor = weight * scale;
    for (const place of features) {
      const at = place * sums.length;
      for (let type = 0; type < sums.length; type += 1) {
        sums[type] = (sums[type] ?? 0) + (weights[at + type] ?? 0) * factor;
      }
    }
  }
  return sums;
}

/** Softmax. */
export function probabilities(sums: Float64Array): Float64Array {
  const highest = Math.max(...sums);
  const raised = sums.map((sum) => Math.exp(sum - highest));
  const total = raised.reduce((sum, one) => sum + one, 0);
  return raised.map((one) => one / total);
}

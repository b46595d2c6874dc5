import type { QueryType } from '../../../shared/domain/specialty.ts';
import { BUCKETS, type FeatureGroup, featuresOf } from './text-features.ts';

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
  /** Of each bucket a signed byte per type, base64. */
  readonly weights: string;
}

export interface TypeGuess {
  readonly type: TextType;
  /** Probability, 0..1. */
  readonly confidence: number;
}

/** Multinomial logistic regression over hashed words and letters; `tools/query-types` trains it. */
export class QueryTypeModel {
  readonly #weights: Int8Array;
  readonly #scale: number;

  /** @throws Error when the weights are not those of these features */
  constructor({ scale, weights }: StoredWeights) {
    this.#weights = new Int8Array(Buffer.from(weights, 'base64'));
    this.#scale = scale;
    if (this.#weights.length !== BUCKETS * TEXT_TYPES.length) {
      throw new Error('The weights do not fit the features: npm run query-types -- train');
    }
  }

  guess(prompt: string): TypeGuess {
    const odds = probabilities(logits(featuresOf(prompt), this.#weights, this.#scale));
    const confidence = Math.max(...odds);
    const type = TEXT_TYPES[odds.indexOf(confidence)] ?? 'text_generation';
    return { type, confidence };
  }
}

/** One per type, in the order of `TEXT_TYPES`. */
export function logits(
  groups: readonly FeatureGroup[],
  weights: Int8Array | Float64Array,
  scale: number,
): Float64Array {
  const sums = new Float64Array(TEXT_TYPES.length);
  for (const { buckets, weight } of groups) {
    const factor = weight * scale;
    for (const bucket of buckets) {
      const at = bucket * sums.length;
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

import type { ModelShape } from '../../../shared/domain/model-shape.ts';

type Sizes = readonly [
  upTo: number,
  blocks: number,
  embedding: number,
  vocabulary: number,
  heads: number,
  headsKv: number,
  headLength: number,
  feedForward: number,
];

/** Models that stand for all of about their size: from their own `config.json`. */
const SIZES: readonly Sizes[] = [
  [200e6, 30, 576, 49_152, 9, 3, 64, 1536], // SmolLM2 135M
  [700e6, 24, 896, 151_936, 14, 2, 64, 4864], // Qwen 2.5 0.5B
  [2e9, 16, 2048, 128_256, 32, 8, 64, 8192], // Llama 3.2 1B
  [4.5e9, 28, 3072, 128_256, 24, 8, 128, 8192], // Llama 3.2 3B
  [16e9, 32, 4096, 128_256, 32, 8, 128, 14_336], // Llama 3.1 8B
];
const LARGEST: Sizes = [Number.POSITIVE_INFINITY, 80, 8192, 128_256, 64, 8, 128, 28_672]; // 70B

/**
 * The shape that a model of so many parameters usually has, without its weights: for a file whose
 * header nobody has read.
 */
export function typicalShape(parameters: number): ModelShape {
  const sizes = SIZES.find(([upTo]) => parameters <= upTo) ?? LARGEST;
  const [, blocks, embedding, vocabulary, heads, headsKv, headLength, feedForward] = sizes;
  return {
    architecture: 'llama',
    context_length: 131_072,
    block_count: blocks,
    embedding_length: embedding,
    vocabulary,
    head_count: heads,
    head_counts_kv: [headsKv],
    key_length: headLength,
    value_length: headLength,
    feed_forward_length: feedForward,
    recurrent_elements: 0,
    weight_bytes: 0,
    matrix_bytes: {},
    tied_output: null,
  };
}

import type { ModelShape } from './model-shape.ts';

/** Like the tiny models of `scripts/gguf`, with what matters to a test stated by it. */
export function modelShape(more: Partial<ModelShape> = {}): ModelShape {
  return {
    architecture: 'llama',
    context_length: 2048,
    block_count: 1,
    embedding_length: 128,
    vocabulary: 400,
    head_count: 2,
    head_counts_kv: [1],
    key_length: 64,
    value_length: 64,
    feed_forward_length: 64,
    recurrent_elements: 0,
    weight_bytes: 300_000,
    matrix_bytes: { F16: 200_000 },
    tied_output: null,
    ...more,
  };
}

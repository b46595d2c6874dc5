import type { ModelSpec } from './generate.ts';

/** As small as llama.cpp takes them; for tests. */
const TINY = {
  tensor_type: 'F16',
  embedding_length: 128,
  block_count: 1,
  head_count: 2,
  head_count_kv: 1,
  feed_forward_length: 64,
  context_length: 2048,
} as const;

/** Says `text`, then ends, or goes on for ever with `loop`. At most about 120 pieces. */
export function tinyCycle(text: string, { loop = false }: { loop?: boolean } = {}): ModelSpec {
  return { ...TINY, name: 'tiny cycle', content: { kind: 'cycle', text, loop } };
}

export function tinyRandom(seed: number): ModelSpec {
  return { ...TINY, name: 'tiny random', content: { kind: 'random', seed } };
}

/** The size of SmolLM2-135M, in Q8_0. */
export function size135M(seed: number): ModelSpec {
  return {
    content: { kind: 'random', seed },
    name: 'random 135M',
    tensor_type: 'Q8_0',
    embedding_length: 576,
    block_count: 30,
    head_count: 9,
    head_count_kv: 3,
    feed_forward_length: 1536,
    context_length: 8192,
    vocabulary: 49_152,
  };
}

/** About half a billion parameters, in Q4_0. */
export function size500M(seed: number): ModelSpec {
  return {
    content: { kind: 'random', seed },
    name: 'random 0.5B',
    tensor_type: 'Q4_0',
    embedding_length: 896,
    block_count: 24,
    head_count: 14,
    head_count_kv: 2,
    feed_forward_length: 4864,
    context_length: 8192,
    vocabulary: 65_536,
  };
}

import type { TestModel, TestPair, TestTensor, TestValue } from './gguf-builder.test-support.ts';

export const BYTE_TOKENS = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);
export const TOKENS = ['<unk>', '<s>', '</s>', ...BYTE_TOKENS, 'a'];
export const TEMPLATE = '{% for message in messages %}{{ message.content }}{% endfor %}';

const WIDTH = 16;
const INNER = 32;

/** The smallest complete `llama` model: one layer of two heads that share a key head. */
const PAIRS: readonly TestPair[] = [
  ['general.architecture', { type: 'string', value: 'llama' }],
  ['general.name', { type: 'string', value: 'Tiny' }],
  ['general.license', { type: 'string', value: 'mit' }],
  ['general.tags', { type: 'strings', value: ['text-generation'] }],
  ['general.languages', { type: 'strings', value: ['es', 'en'] }],
  ['general.file_type', { type: 'uint32', value: 0 }],
  ['llama.context_length', { type: 'uint32', value: 512 }],
  ['llama.embedding_length', { type: 'uint32', value: WIDTH }],
  ['llama.block_count', { type: 'uint32', value: 1 }],
  ['llama.feed_forward_length', { type: 'uint32', value: INNER }],
  ['llama.attention.head_count', { type: 'uint32', value: 2 }],
  ['llama.attention.head_count_kv', { type: 'uint32', value: 1 }],
  ['llama.attention.layer_norm_rms_epsilon', { type: 'float32', value: 1e-5 }],
  ['llama.rope.dimension_count', { type: 'uint32', value: 8 }],
  ['tokenizer.ggml.model', { type: 'string', value: 'llama' }],
  ['tokenizer.ggml.tokens', { type: 'strings', value: TOKENS }],
  ['tokenizer.ggml.scores', { type: 'float32s', value: TOKENS.map(() => 0) }],
  ['tokenizer.ggml.token_type', { type: 'int32s', value: TOKENS.map(() => 1) }],
  ['tokenizer.ggml.bos_token_id', { type: 'uint32', value: 1 }],
  ['tokenizer.ggml.eos_token_id', { type: 'uint32', value: 2 }],
  ['tokenizer.chat_template', { type: 'string', value: TEMPLATE }],
];

const TENSORS: readonly TestTensor[] = [
  { name: 'token_embd.weight', dimensions: [WIDTH, TOKENS.length] },
  { name: 'output_norm.weight', dimensions: [WIDTH] },
  { name: 'blk.0.attn_norm.weight', dimensions: [WIDTH] },
  { name: 'blk.0.attn_q.weight', dimensions: [WIDTH, WIDTH] },
  { name: 'blk.0.attn_k.weight', dimensions: [WIDTH, 8] },
  { name: 'blk.0.attn_v.weight', dimensions: [WIDTH, 8] },
  { name: 'blk.0.attn_output.weight', dimensions: [WIDTH, WIDTH] },
  { name: 'blk.0.ffn_norm.weight', dimensions: [WIDTH] },
  { name: 'blk.0.ffn_gate.weight', dimensions: [WIDTH, INNER] },
  { name: 'blk.0.ffn_down.weight', dimensions: [INNER, WIDTH] },
  { name: 'blk.0.ffn_up.weight', dimensions: [WIDTH, INNER] },
];

export const llamaModel = (): TestModel => ({ pairs: PAIRS, tensors: TENSORS });

/** The model with some values changed, added, or left out (`null`). */
export function withPairs(changes: Readonly<Record<string, TestValue | null>>): TestModel {
  const kept = PAIRS.filter(([key]) => !Object.hasOwn(changes, key));
  const added = Object.entries(changes).flatMap(([key, value]): readonly TestPair[] =>
    value === null ? [] : [[key, value]],
  );
  return { pairs: [...kept, ...added], tensors: TENSORS };
}

export const withNumber = (key: string, value: number): TestModel =>
  withPairs({ [key]: { type: 'uint32', value } });

/** The model with one tensor changed, or left out (`null`). */
export function withTensor(name: string, change: Partial<TestTensor> | null): TestModel {
  const tensors = TENSORS.flatMap((tensor): readonly TestTensor[] => {
    if (tensor.name !== name) return [tensor];
    return change === null ? [] : [{ ...tensor, ...change }];
  });
  return { pairs: PAIRS, tensors };
}

/** The same model under the name of another architecture, its sizes too. */
export function ofArchitecture(name: string, model: TestModel): TestModel {
  const pairs = model.pairs.map(([key, value]): TestPair => {
    if (key === 'general.architecture') return [key, { type: 'string', value: name }];
    return [key.replace(/^llama\./, `${name}.`), value];
  });
  return { ...model, pairs };
}

import type { MetadataValue } from './metadata.ts';

const u32 = (...values: readonly number[]): MetadataValue[] =>
  values.map((value) => ({ type: 'u32', value }));
const f32 = (...values: readonly number[]): MetadataValue[] =>
  values.map((value) => ({ type: 'f32', value }));
const text = (...values: readonly string[]): MetadataValue[] =>
  values.map((value) => ({ type: 'string', value }));
const bool: readonly MetadataValue[] = [
  { type: 'bool', value: 0 },
  { type: 'bool', value: 1 },
];
const i32s = (...values: readonly (readonly number[])[]): MetadataValue[] =>
  values.map((value) => ({ type: 'i32s', value }));
const texts = (...values: readonly (readonly string[])[]): MetadataValue[] =>
  values.map((value) => ({ type: 'strings', value }));

const LARGE = 2 ** 32 - 1;
const ODD = [0, -1, Number.NaN, Infinity, 1e30];

/**
 * Keys that llama.cpp reads where they are there (llama-arch.cpp), with values that are usual, at
 * the edge, or absurd. `{arch}` stands for the architecture's name.
 */
export const OPTIONAL_KEYS: readonly (readonly [key: string, values: readonly MetadataValue[]])[] =
  [
    ['{arch}.pooling_type', u32(0, 1, 4, 5, LARGE)],
    ['{arch}.attention.causal', bool],
    ['{arch}.attention.key_length', u32(0, 1, 64, 128, LARGE)],
    ['{arch}.attention.value_length', u32(0, 1, 64, 128, LARGE)],
    ['{arch}.attention.sliding_window', u32(0, 1, 512, LARGE)],
    ['{arch}.attention.sliding_window_pattern', u32(0, 1, LARGE)],
    ['{arch}.attention.scale', f32(...ODD)],
    ['{arch}.attention.max_alibi_bias', f32(8, ...ODD)],
    ['{arch}.attention.clamp_kqv', f32(8, ...ODD)],
    ['{arch}.attention.group_norm_groups', u32(0, 1, LARGE)],
    ['{arch}.attention.group_norm_epsilon', f32(...ODD)],
    ['{arch}.attention.layer_norm_epsilon', f32(...ODD)],
    ['{arch}.attention.temperature_scale', f32(...ODD)],
    ['{arch}.attention.temperature_length', u32(0, 1, LARGE)],
    ['{arch}.rope.dimension_count_swa', u32(0, 1, 64, LARGE)],
    ['{arch}.rope.dimension_sections', i32s([], [1], [1, 2, 3, 4], [0, 0, 0, 0, 0, 0])],
    ['{arch}.rope.scaling.type', text('none', 'linear', 'yarn', 'longrope', 'odd')],
    ['{arch}.rope.scaling.factor', f32(2, ...ODD)],
    ['{arch}.rope.scaling.attn_factor', f32(...ODD)],
    ['{arch}.rope.scaling.original_context_length', u32(0, 1, LARGE)],
    ['{arch}.rope.scaling.yarn_log_multiplier', f32(...ODD)],
    ['{arch}.rope.scaling.finetuned', bool],
    ['{arch}.rope.scale_linear', f32(...ODD)],
    ['{arch}.rope.freq_base', f32(...ODD)],
    ['{arch}.use_parallel_residual', bool],
    ['{arch}.tensor_data_layout', text('', 'Meta AI original pth')],
    ['{arch}.expert_count', u32(0, 1, 2, 1024, LARGE)],
    ['{arch}.expert_used_count', u32(0, 1, 2, LARGE)],
    ['{arch}.expert_shared_count', u32(0, 1, LARGE)],
    ['{arch}.expert_group_count', u32(0, 1, 2, LARGE)],
    ['{arch}.leading_dense_block_count', u32(0, 1, LARGE)],
    ['{arch}.nextn_predict_layers', u32(0, 1, LARGE)],
    ['{arch}.logit_scale', f32(...ODD)],
    ['{arch}.residual_scale', f32(...ODD)],
    ['{arch}.embedding_scale', f32(...ODD)],
    ['{arch}.embedding_length_out', u32(0, 1, 64, LARGE)],
    ['{arch}.classifier.output_labels', texts([], ['a'])],
    ['{arch}.decoder_start_token_id', u32(0, LARGE)],
    ['{arch}.swin_norm', bool],
    ['general.type', text('model', 'adapter', '')],
    ['general.file_type', u32(0, 9999, LARGE)],
    ['general.alignment', u32(0, 1, 16, 32, 64, 4096, LARGE)],
    ['general.quantization_version', u32(0, 99)],
    ['split.count', u32(0, 1, 2)],
    ['split.no', u32(0, 3)],
    ['split.tensors.count', u32(0, LARGE)],
    ['adapter.type', text('lora')],
    [
      'tokenizer.ggml.model',
      text('gpt2', 'bert', 't5', 'rwkv', 'plamo2', 'gemma4', 'hybriddna', 'whitespace', 'none', ''),
    ],
    ['tokenizer.ggml.pre', text('', 'llama-bpe', 'qwen2', 'odd')],
    ['tokenizer.ggml.merges', texts([], ['a b'], ['', ' ', 'a'], ['a b c'])],
    ['tokenizer.ggml.suppress_tokens', i32s([], [1], [99_999, -5])],
    ['tokenizer.ggml.precompiled_charsmap', i32s([], [1, 2, 3])],
    ['tokenizer.ggml.eos_token_ids', i32s([2], [99_999])],
    ['tokenizer.ggml.bos_token_id', u32(0, 1, 65, 99_999, LARGE)],
    ['tokenizer.ggml.eos_token_id', u32(0, 1, 65, 99_999, LARGE)],
    ['tokenizer.ggml.eot_token_id', u32(0, 1, 65, 99_999, LARGE)],
    ['tokenizer.ggml.eom_token_id', u32(0, 1, 65, 99_999, LARGE)],
    ['tokenizer.ggml.unknown_token_id', u32(0, 65, 99_999, LARGE)],
    ['tokenizer.ggml.seperator_token_id', u32(0, 99_999, LARGE)],
    ['tokenizer.ggml.padding_token_id', u32(0, 99_999, LARGE)],
    ['tokenizer.ggml.mask_token_id', u32(0, 99_999, LARGE)],
    ['tokenizer.ggml.fim_pre_token_id', u32(0, 99_999, LARGE)],
    ['tokenizer.ggml.fim_rep_token_id', u32(0, 99_999, LARGE)],
    ['tokenizer.ggml.token_type_count', u32(0, 2, LARGE)],
    ['tokenizer.ggml.add_bos_token', bool],
    ['tokenizer.ggml.add_eos_token', bool],
    ['tokenizer.ggml.add_sep_token', bool],
    ['tokenizer.ggml.add_space_prefix', bool],
    ['tokenizer.ggml.remove_extra_whitespaces', bool],
    ['tokenizer.chat_template', text('', '{% for', '{{ raise_exception("no") }}', 'plain')],
  ];

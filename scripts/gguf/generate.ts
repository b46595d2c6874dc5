import { cycleWeights } from './cycle.ts';
import type { Metadata, MetadataValue } from './metadata.ts';
import { WRITABLE_TYPES, type WritableType } from './quantise.ts';
import { llamaTensors, randomRows, type Shape, type TensorSpec, type Weights } from './tensors.ts';
import {
  BOS_ID,
  buildVocabulary,
  CHATML_TEMPLATE,
  EOS_ID,
  EOT_ID,
  UNK_ID,
  uniquePieces,
  type Vocabulary,
} from './tokenizer.ts';
import { ALIGNMENT, writeGguf } from './write-gguf.ts';

/** What fills the model: noise of a seed, or a text that it says over and over. */
export type Content =
  | { readonly kind: 'random'; readonly seed: number }
  | {
      readonly kind: 'cycle';
      readonly text: string;
      /** true: the text never ends; false: end of text after the last piece. */
      readonly loop: boolean;
    };

export interface ModelSpec {
  readonly content: Content;
  readonly tensor_type: WritableType;
  readonly embedding_length: number;
  readonly block_count: number;
  readonly head_count: number;
  readonly head_count_kv: number;
  readonly feed_forward_length: number;
  readonly context_length: number;
  /** Least number of tokens; the tokenizer's own come first. Default: just those. */
  readonly vocabulary?: number;
  readonly name?: string;
  readonly description?: string;
  readonly license?: string;
  readonly tags?: readonly string[];
  readonly languages?: readonly string[];
  /** null leaves the chat template out. */
  readonly chat_template?: string | null;
  /** For tests: changes what would be written. */
  readonly tamper?: Tamper;
}

export interface Tamper {
  readonly metadata?: (metadata: Metadata) => Metadata;
  readonly tensors?: (tensors: readonly TensorSpec[]) => readonly TensorSpec[];
}

const FILE_TYPE: Readonly<Record<WritableType, number>> = { F32: 0, F16: 1, Q4_0: 2, Q8_0: 7 };

const u32 = (value: number): MetadataValue => ({ type: 'u32', value });
const string = (value: string): MetadataValue => ({ type: 'string', value });

function generalMetadata(spec: ModelSpec): Metadata {
  const strings = (value: readonly string[]): MetadataValue => ({ type: 'strings', value });
  return [
    ['general.architecture', string('llama')],
    ['general.type', string('model')],
    ['general.name', string(spec.name ?? 'generated')],
    ...(spec.description === undefined
      ? []
      : [['general.description', string(spec.description)] as const]),
    ['general.license', string(spec.license ?? 'other')],
    ['general.tags', strings(spec.tags ?? ['text-generation'])],
    ['general.languages', strings(spec.languages ?? ['es', 'en'])],
    ['general.file_type', u32(FILE_TYPE[spec.tensor_type])],
    ['general.quantization_version', u32(2)],
    ['general.alignment', u32(ALIGNMENT)],
  ];
}

function llamaMetadata(spec: ModelSpec, vocabulary: Vocabulary): Metadata {
  return [
    ['llama.vocab_size', u32(vocabulary.tokens.length)],
    ['llama.context_length', u32(spec.context_length)],
    ['llama.embedding_length', u32(spec.embedding_length)],
    ['llama.block_count', u32(spec.block_count)],
    ['llama.feed_forward_length', u32(spec.feed_forward_length)],
    ['llama.attention.head_count', u32(spec.head_count)],
    ['llama.attention.head_count_kv', u32(spec.head_count_kv)],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'f32', value: 1e-5 }],
    ['llama.rope.dimension_count', u32(spec.embedding_length / spec.head_count)],
    ['llama.rope.freq_base', { type: 'f32', value: 10_000 }],
  ];
}

function tokenizerMetadata(spec: ModelSpec, vocabulary: Vocabulary): Metadata {
  const template = spec.chat_template === undefined ? CHATML_TEMPLATE : spec.chat_template;
  return [
    ['tokenizer.ggml.model', string('llama')],
    ['tokenizer.ggml.pre', string('default')],
    ['tokenizer.ggml.tokens', { type: 'strings', value: vocabulary.tokens }],
    ['tokenizer.ggml.scores', { type: 'f32s', value: vocabulary.scores }],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: vocabulary.types }],
    ['tokenizer.ggml.bos_token_id', u32(BOS_ID)],
    ['tokenizer.ggml.eos_token_id', u32(EOS_ID)],
    ['tokenizer.ggml.eot_token_id', u32(EOT_ID)],
    ['tokenizer.ggml.unknown_token_id', u32(UNK_ID)],
    ['tokenizer.ggml.padding_token_id', u32(EOS_ID)],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: 0 }],
    ['tokenizer.ggml.add_eos_token', { type: 'bool', value: 0 }],
    ['tokenizer.ggml.add_space_prefix', { type: 'bool', value: 0 }],
    ...(template === null ? [] : [['tokenizer.chat_template', string(template)] as const]),
  ];
}

function weightsOf(spec: ModelSpec, pieces: readonly string[], vocabulary: Vocabulary): Weights {
  const { content, embedding_length: columns } = spec;
  if (content.kind === 'random') {
    return {
      embedding: randomRows(content.seed, columns),
      output: randomRows(content.seed + 1, columns),
      layer: (width, index) => randomRows(content.seed + 1 + index, width),
    };
  }
  const start = vocabulary.tokens.indexOf((pieces[0] ?? '').replaceAll(' ', '\u2581'));
  const path = pieces.map((_, index) => start + index);
  return cycleWeights(path, content.loop ? start : EOS_ID, columns);
}

export interface GgufPlan {
  readonly metadata: Metadata;
  readonly tensors: readonly TensorSpec[];
}

/**
 * What a model of this spec is made of, before any of it is written.
 * @throws Error when the sizes do not go together
 */
export function planGguf(spec: ModelSpec): GgufPlan {
  const { block } = WRITABLE_TYPES[spec.tensor_type];
  if (spec.embedding_length % block !== 0 || spec.feed_forward_length % block !== 0) {
    throw new Error(`${spec.tensor_type} needs widths that are multiples of ${block}.`);
  }
  if (spec.embedding_length % spec.head_count !== 0 || spec.head_count % spec.head_count_kv !== 0) {
    throw new Error('Heads must divide the width, and key-value heads the heads.');
  }
  const pieces = spec.content.kind === 'cycle' ? uniquePieces(spec.content.text) : [];
  const vocabulary = buildVocabulary(pieces, spec.vocabulary);
  const shape: Shape = { ...spec, vocabulary: vocabulary.tokens.length };
  const tensors = llamaTensors(shape, spec.tensor_type, weightsOf(spec, pieces, vocabulary));
  const metadata = [
    ...generalMetadata(spec),
    ...llamaMetadata(spec, vocabulary),
    ...tokenizerMetadata(spec, vocabulary),
  ];
  return {
    metadata: spec.tamper?.metadata?.(metadata) ?? metadata,
    tensors: spec.tamper?.tensors?.(tensors) ?? tensors,
  };
}

/**
 * Writes a model that llama.cpp loads. The same spec gives the same bytes.
 * @param path where to; replaced when there
 * @throws Error when the sizes do not go together
 */
export async function generateGguf(path: string, spec: ModelSpec): Promise<{ bytes: number }> {
  const { metadata, tensors } = planGguf(spec);
  return writeGguf(path, metadata, tensors);
}

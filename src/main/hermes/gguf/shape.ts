import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { MAX_DIMENSION } from './limits.ts';
import type { Metadata } from './metadata.ts';
import type { TensorInfo, Tensors } from './read-tensors.ts';

type Read = (name: string) => number;

/**
 * What the engine's estimate of memory needs. Where layers differ, the largest stands for all, so
 * that a doubt makes the estimate larger. Nothing here refuses a file: a value that is missing or
 * absurd counts 0 or the limit.
 */
export function readShape(
  metadata: Metadata,
  architecture: string,
  sizes: Hyperparameters & { readonly vocab_size: number },
  tensors: Tensors,
): ModelShape {
  const read: Read = (name) => largestOf(metadata, `${architecture}.${name}`);
  const share = Math.floor(sizes.embedding_length / Math.max(1, sizes.head_count));
  const headLength = (name: string): number =>
    Math.max(read(`attention.${name}`), read(`attention.${name}_swa`)) || share;
  return {
    architecture,
    context_length: sizes.context_length,
    block_count: sizes.block_count,
    embedding_length: sizes.embedding_length,
    vocabulary: sizes.vocab_size,
    head_count: sizes.head_count,
    head_counts_kv: headCountsKv(metadata, architecture, sizes),
    key_length: headLength('key_length'),
    value_length: headLength('value_length'),
    feed_forward_length: feedForward(read),
    recurrent_elements: recurrentElements(read, sizes),
    ...weights(tensors),
  };
}

/** One number, or the largest of a list; 0 for anything else. */
function largestOf(metadata: Metadata, key: string): number {
  const found = metadata.get(key);
  const numbers =
    found?.kind === 'integer' ? [found.value] : found?.kind === 'array' ? found.numbers : [];
  return bounded(Math.max(0, ...numbers), MAX_DIMENSION);
}

/** Whole and exact, whatever was multiplied. */
const bounded = (value: number, limit = Number.MAX_SAFE_INTEGER): number =>
  Math.min(Math.max(0, Math.floor(value)), limit);

function headCountsKv(
  metadata: Metadata,
  architecture: string,
  { head_count }: Hyperparameters,
): [number, ...number[]] {
  const key = `${architecture}.attention.head_count`;
  // As llama.cpp: without a number of their own, as many as of the queries in that layer.
  const [first = head_count, ...rest] =
    metadata.integers(`${key}_kv`) ?? metadata.integers(key) ?? [];
  return [first, ...rest];
}

function feedForward(read: Read): number {
  const experts = read('expert_used_count') * read('expert_feed_forward_length');
  return bounded(
    Math.max(read('feed_forward_length'), experts + read('expert_shared_feed_forward_length')),
  );
}

/**
 * Convolution and state of all layers (`llama_hparams::n_embd_r` and `n_embd_s` of llama.cpp), as
 * if every layer of a hybrid had one.
 */
function recurrentElements(
  read: Read,
  { block_count, embedding_length, head_count }: Hyperparameters,
): number {
  const inner = read('ssm.inner_size');
  const state = read('ssm.state_size');
  const kernel = Math.max(0, read('ssm.conv_kernel') - 1);
  const selective = kernel * (inner + 2 * read('ssm.group_count') * state) + state * inner;
  const wkv = read('wkv.head_size');
  const receptance = wkv === 0 ? 0 : embedding_length * (2 + wkv);
  const shortConvolution = embedding_length * Math.max(0, read('shortconv.l_cache') - 1);
  const delta = read('kda.head_dim');
  const deltaAttention = head_count * delta * (3 * kernel + delta);
  return bounded(block_count * (selective + receptance + shortConvolution + deltaAttention));
}

function weights(
  tensors: Tensors,
): Pick<ModelShape, 'weight_bytes' | 'matrix_bytes' | 'tied_output'> {
  const matrix_bytes: Record<string, number> = {};
  let weight_bytes = 0;
  for (const tensor of tensors.values()) {
    weight_bytes += tensor.bytes;
    if (!isMultipliedBy(tensor)) continue;
    const { name: type } = tensor.type;
    matrix_bytes[type] = (matrix_bytes[type] ?? 0) + tensor.bytes;
  }
  const embeddings = tensors.get('token_embd.weight');
  const tied_output =
    embeddings === undefined || tensors.has('output.weight')
      ? null
      : { type: embeddings.type.name, bytes: embeddings.bytes };
  return { weight_bytes, matrix_bytes, tied_output };
}

/** The embeddings are looked up, and vectors are added. */
const isMultipliedBy = ({ name, dimensions }: TensorInfo): boolean =>
  dimensions.length > 1 && /^(blk\..*|output)\.weight$/.test(name);

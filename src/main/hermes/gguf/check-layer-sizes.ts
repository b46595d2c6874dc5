import { HEADLESS_ARCHITECTURES } from './architectures.ts';
import { invalid } from './gguf-error.ts';
import { type Hyperparameters, inRange } from './hyperparameters.ts';
import { MAX_DIMENSION, MAX_EMBEDDING_LENGTH } from './limits.ts';
import type { Metadata } from './metadata.ts';

/**
 * The sizes inside a layer, of every architecture that has attention in each: ggml asserts tensors
 * without elements and a rotation that does not fit its head, and never ends with a rotation of 0.
 * Architectures with recurrent layers say 0 where they mean "none here", so theirs are not checked.
 */
export function checkLayerSizes(
  metadata: Metadata,
  architecture: string,
  sizes: Hyperparameters,
): void {
  if (HEADLESS_ARCHITECTURES.has(architecture)) return;
  checkFeedForward(metadata, architecture);
  // Layers with a sliding window may have sizes of their own.
  for (const suffix of ['', '_swa']) checkHead(metadata, architecture, sizes, suffix);
}

/** A mixture of experts may have no dense layer at all. */
function checkFeedForward(metadata: Metadata, architecture: string): void {
  if ((metadata.integer(`${architecture}.expert_count`) ?? 0) > 0) return;
  const key = `${architecture}.feed_forward_length`;
  for (const length of metadata.integers(key) ?? []) inRange(key, length, 1, MAX_DIMENSION);
}

function checkHead(
  metadata: Metadata,
  architecture: string,
  sizes: Hyperparameters,
  suffix: string,
): void {
  const length = (name: string): number | undefined => {
    const key = `${architecture}.attention.${name}`;
    const value = metadata.integer(key);
    return value === undefined ? undefined : inRange(key, value, 1, MAX_EMBEDDING_LENGTH);
  };
  length(`value_length${suffix}`);
  const stated = length(`key_length${suffix}`) ?? length('key_length');
  // llama.cpp divides by the heads of the first layer.
  const heads = metadata.integers(`${architecture}.attention.head_count`)?.[0] ?? 1;
  checkRotation(
    metadata,
    `${architecture}.rope.dimension_count${suffix}`,
    stated ?? Math.floor(sizes.embedding_length / heads),
  );
}

/** Rope turns elements of a head in pairs: all of them, or the first few. */
function checkRotation(metadata: Metadata, key: string, head_length: number): void {
  const value = metadata.integer(key);
  if (value === undefined) return;
  inRange(key, value, 2, head_length);
  if (value % 2 === 0) return;
  throw invalid(`${key} is ${value}; the number must be even.`, { key, value });
}

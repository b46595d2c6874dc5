import {
  EQUAL_HEADS_ARCHITECTURES,
  HEADLESS_ARCHITECTURES,
  WHOLE_ROTATION_ARCHITECTURES,
} from './architectures.ts';
import { invalid } from './gguf-error.ts';
import { type Hyperparameters, inRange } from './hyperparameters.ts';
import { MAX_DIMENSION, MAX_EMBEDDING_LENGTH } from './limits.ts';
import type { Metadata } from './metadata.ts';

/**
 * The sizes inside a layer, of every architecture that has attention in each: ggml asserts tensors
 * without elements and a rotation that does not fit its head, and never ends with a rotation of 0.
 * Many architectures assert more when their graph is built.
 * Architectures with recurrent layers say 0 where they mean "none here", so theirs are not checked.
 */
export function checkLayerSizes(
  metadata: Metadata,
  architecture: string,
  sizes: Hyperparameters,
): void {
  if (HEADLESS_ARCHITECTURES.has(architecture)) return;
  checkFeedForward(metadata, architecture);
  const head = checkHead(metadata, architecture, sizes, '');
  // Layers with a sliding window may have sizes of their own.
  const hasWindow = [
    'attention.key_length_swa',
    'attention.value_length_swa',
    'rope.dimension_count_swa',
  ].some((name) => metadata.get(`${architecture}.${name}`) !== undefined);
  checkHead(metadata, architecture, sizes, '_swa');
  if (!hasWindow) checkWholeHead(architecture, head);
}

/** A mixture of experts may have no dense layer at all. */
function checkFeedForward(metadata: Metadata, architecture: string): void {
  if ((metadata.integer(`${architecture}.expert_count`) ?? 0) > 0) return;
  const key = `${architecture}.feed_forward_length`;
  for (const length of metadata.integers(key) ?? []) inRange(key, length, 1, MAX_DIMENSION);
}

/** Elements of one head, and how many of them rope turns. */
interface Head {
  readonly key_length: number;
  readonly value_length: number;
  readonly rotation: number;
}

function checkHead(
  metadata: Metadata,
  architecture: string,
  sizes: Hyperparameters,
  suffix: string,
): Head {
  const length = (name: string): number | undefined => {
    const key = `${architecture}.attention.${name}`;
    const value = metadata.integer(key);
    return value === undefined ? undefined : inRange(key, value, 1, MAX_EMBEDDING_LENGTH);
  };
  // llama.cpp divides by the heads of the first layer.
  const heads = metadata.integers(`${architecture}.attention.head_count`)?.[0] ?? 1;
  const share = Math.floor(sizes.embedding_length / heads);
  const key_length = length(`key_length${suffix}`) ?? length('key_length') ?? share;
  const value_length = length(`value_length${suffix}`) ?? length('value_length') ?? share;
  const rotation = checkRotation(
    metadata,
    `${architecture}.rope.dimension_count${suffix}`,
    key_length,
  );
  return { key_length, value_length, rotation };
}

/** Rope turns elements of a head in pairs: all of them, or the first few. */
function checkRotation(metadata: Metadata, key: string, head_length: number): number {
  const value = metadata.integer(key);
  if (value === undefined) return head_length;
  inRange(key, value, 2, head_length);
  if (value % 2 === 0) return value;
  throw invalid(`${key} is ${value}; the number must be even.`, { key, value });
}

/** Asserted while the graph is built: that is while the model loads. */
function checkWholeHead(architecture: string, head: Head): void {
  const { key_length, value_length, rotation } = head;
  const turnsAll = WHOLE_ROTATION_ARCHITECTURES.has(architecture);
  if ((turnsAll || EQUAL_HEADS_ARCHITECTURES.has(architecture)) && value_length !== key_length) {
    const key = `${architecture}.attention.value_length`;
    throw invalid(`${key} is ${value_length}; with this architecture it must be ${key_length}.`, {
      key,
      value_length,
      key_length,
    });
  }
  if (!turnsAll || rotation === key_length) return;
  const key = `${architecture}.rope.dimension_count`;
  throw invalid(`${key} is ${rotation}; with this architecture it must be ${key_length}.`, {
    key,
    rotation,
    key_length,
  });
}

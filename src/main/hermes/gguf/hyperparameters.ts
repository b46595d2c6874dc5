import { HEADLESS_ARCHITECTURES } from './architectures.ts';
import { invalid } from './gguf-error.ts';
import {
  MAX_BLOCKS,
  MAX_CONTEXT_LENGTH,
  MAX_EMBEDDING_LENGTH,
  MAX_HEADS,
  MIN_CONTEXT_LENGTH,
} from './limits.ts';
import type { Metadata } from './metadata.ts';

/** The sizes every architecture states. Where they differ by layer, the largest. */
export interface Hyperparameters {
  readonly context_length: number;
  readonly block_count: number;
  readonly embedding_length: number;
  /** 0 only in recurrent models. */
  readonly head_count: number;
  readonly head_count_kv: number;
}

/** Reads and bounds them: llama.cpp asserts, divides and allocates by these numbers. */
export function readHyperparameters(metadata: Metadata, architecture: string): Hyperparameters {
  const sizeOf = (name: string, limit: number, least = 1): number =>
    inRange(`${architecture}.${name}`, metadata.integer(`${architecture}.${name}`), least, limit);
  const context_length = sizeOf('context_length', MAX_CONTEXT_LENGTH, MIN_CONTEXT_LENGTH);
  const block_count = sizeOf('block_count', MAX_BLOCKS);
  const embedding_length = sizeOf('embedding_length', MAX_EMBEDDING_LENGTH);
  const heads = readHeads(metadata, architecture, block_count);
  return { context_length, block_count, embedding_length, ...heads };
}

function readHeads(
  metadata: Metadata,
  architecture: string,
  blocks: number,
): Pick<Hyperparameters, 'head_count' | 'head_count_kv'> {
  const key = `${architecture}.attention.head_count`;
  const isHeadless = HEADLESS_ARCHITECTURES.has(architecture);
  const counts = metadata.integers(key);
  const head_count = largest(key, counts ?? (isHeadless ? [0] : undefined), blocks, isHeadless);
  const kvCounts = metadata.integers(`${key}_kv`);
  const head_count_kv = largest(`${key}_kv`, kvCounts ?? [head_count], blocks, isHeadless);
  for (let layer = 0; layer < blocks; layer += 1) {
    const query = ofLayer(counts, layer) ?? 0;
    checkGroups(key, query, ofLayer(kvCounts, layer) ?? query);
  }
  return { head_count, head_count_kv };
}

/** One number stands for all layers. */
const ofLayer = (counts: readonly number[] | undefined, layer: number): number | undefined =>
  counts?.length === 1 ? counts[0] : counts?.[layer];

/** Query heads share key heads in equal groups; ggml aborts on a remainder. 0: no attention there. */
function checkGroups(key: string, head_count: number, head_count_kv: number): void {
  if (head_count_kv === 0 || head_count % head_count_kv === 0) return;
  throw invalid(`${key}_kv is ${head_count_kv}; it must divide ${key}, which is ${head_count}.`, {
    key: `${key}_kv`,
    head_count,
    head_count_kv,
  });
}

/** The largest of one number for all layers, or of one for each. */
function largest(
  key: string,
  counts: readonly number[] | undefined,
  blocks: number,
  mayBeZero: boolean,
): number {
  if (counts !== undefined && counts.length !== 1 && counts.length !== blocks) {
    throw invalid(`${key} lists ${counts.length} layers, but the model has ${blocks}.`, {
      key,
      count: counts.length,
      blocks,
    });
  }
  const checked = (counts ?? [undefined]).map((count) =>
    inRange(key, count, mayBeZero ? 0 : 1, MAX_HEADS),
  );
  return Math.max(...checked);
}

/** @throws GgufError unless the value is there and lies between the bounds */
export function inRange(key: string, value: number | undefined, low: number, high: number): number {
  if (value === undefined) throw invalid(`The metadata value "${key}" is missing.`, { key });
  if (value >= low && value <= high) return value;
  throw invalid(`${key} is ${value}; it must be from ${low} to ${high}.`, {
    key,
    value,
    low,
    high,
  });
}

import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import { type Bytes, bytes } from '../../../shared/domain/units.ts';
import { USEFUL_CONTEXT_TOKENS } from './choose-plan.ts';
import { estimateMemory } from './estimate.ts';
import { LEAST_FILE_BYTES } from './refusal.ts';

/**
 * Llama 3.2 3B without its weights: the largest usual size under the default limit of a file. What it
 * needs beside its weights, a smaller model does not exceed.
 */
const TYPICAL: ModelShape = {
  architecture: 'llama',
  context_length: 131_072,
  block_count: 28,
  embedding_length: 3072,
  vocabulary: 128_256,
  head_count: 24,
  head_counts_kv: [8],
  key_length: 128,
  value_length: 128,
  feed_forward_length: 8192,
  recurrent_elements: 0,
  weight_bytes: 0,
  matrix_bytes: {},
  tied_output: null,
};

/**
 * How large a model file may be so that it surely fits into what is free, with room for a
 * conversation. An estimate for a file that nobody has seen; the load decides by the file itself.
 * @returns 0 where no model of any use fits
 */
export function fittingFileBytes(free: Bytes): Bytes {
  const plan = { slots: 1, context_tokens: USEFUL_CONTEXT_TOKENS };
  const file = free - estimateMemory(TYPICAL, plan).total;
  return bytes(file >= LEAST_FILE_BYTES ? file : 0);
}

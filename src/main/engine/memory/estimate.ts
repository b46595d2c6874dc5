import type { LoadPlan, MemoryNeed } from '../../../shared/domain/generation.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import { type Bytes, bytes } from '../../../shared/domain/units.ts';
import { repackedOutputBytes } from './repacked.ts';

const F16 = 2;
const F32 = 4;

/** Tokens computed at once; more is no faster on a processor and makes an abort wait longer. */
export const BATCH_TOKENS = 512;

/** llama.cpp rounds the places of a slot up to this (`llama_context`, `n_ctx_seq`). */
const CONTEXT_STEP = 256;

/** Code of Node, of the library and of the runtime, mapped from their files. Measured: 60 MB. */
export const CODE_BYTES = bytes(60_000_000);
/** Heap and runtime before there is a model. Measured: 51 to 53 MB, and 8 MB once one is there. */
const HEAP_BYTES = 62_000_000;
/** A token as llama.cpp and the library keep it. Measured: 0.95 to 1.1 kB. */
const BYTES_PER_TOKEN = 1_050;

/**
 * What a model needs while it works on the processor, in bytes.
 *
 * - weights: every tensor once, exact. They are mapped from the file; those that llama.cpp lays out
 *   anew for the processor are held in that copy, and what was mapped of them is cache that the
 *   system may take back. Embeddings that serve for the output too are held twice where the output
 *   is laid out anew.
 * - context: exact for llama.cpp's cache in F16 (`llama_kv_cache`): slots × places × layers ×
 *   key-value heads × (key + value length) × 2. Layers with a sliding window or recurrent ones are
 *   counted as if they kept everything, hence too high for such models. Recurrent states are F32.
 * - buffers: fitted, see `buffers`.
 * - process: measured, see the constants.
 *
 * @param correction what was learnt about this architecture (`MemoryBook`): all but the weights
 *   times this
 */
export function estimateMemory(shape: ModelShape, plan: LoadPlan, correction = 1): MemoryNeed {
  const weights = shape.weight_bytes + repackedOutputBytes(shape);
  const context = Math.ceil(contextBytes(shape, plan) * correction);
  const scratch = Math.ceil(bufferBytes(shape, plan) * correction);
  const own = Math.ceil(processBytes(shape) * correction);
  return {
    weights: exact(weights),
    context: exact(context),
    buffers: exact(scratch),
    process: exact(own),
    total: exact(weights + context + scratch + own),
  };
}

/** A header can claim sizes whose product no double holds exactly; it only has to stay a number. */
const exact = (value: number): Bytes => bytes(Math.min(value, Number.MAX_SAFE_INTEGER));

const places = ({ context_tokens }: LoadPlan): number =>
  Math.ceil(context_tokens / CONTEXT_STEP) * CONTEXT_STEP;

function contextBytes(shape: ModelShape, plan: LoadPlan): number {
  const counts = shape.head_counts_kv;
  const listed = counts.reduce((sum, count) => sum + count, 0);
  const heads = counts.length === 1 ? shape.block_count * listed : listed;
  const perToken = heads * (shape.key_length + shape.value_length) * F16;
  return plan.slots * (places(plan) * perToken + shape.recurrent_elements * F32);
}

/**
 * What of the compute buffers is touched. llama.cpp reserves the scores of the whole batch (100 to
 * 130 MB with 50 to 65 thousand tokens), but scores are computed for one token of an answer alone,
 * and memory that is never written is never taken. Fitted to llama models of 135 M and 500 M, whose
 * growth after loading it exceeds by 5 to 15 MB:
 *
 * - the batch between two layers and inside the widest one,
 * - the mask of the attention, F32 and F16; without flash attention the scores of all heads too,
 * - scores of the vocabulary for each slot: in the graph, as output, as candidates.
 */
function bufferBytes(shape: ModelShape, plan: LoadPlan): number {
  const batch = Math.min(BATCH_TOKENS, places(plan));
  const activations = batch * F32 * (4 * shape.embedding_length + 3 * shape.feed_forward_length);
  const mask = batch * places(plan) * (F32 + F16);
  const scores = usesFlashAttention(shape) ? 0 : batch * places(plan) * shape.head_count * F32;
  const output = plan.slots * shape.vocabulary * 5 * F32;
  return activations + mask + scores + output;
}

/** Where in doubt no: that makes the estimate larger. Grok: `llama_init_from_model`. */
const usesFlashAttention = ({ architecture, key_length, value_length }: ModelShape): boolean =>
  architecture !== 'grok' && key_length === value_length;

const processBytes = ({ vocabulary }: ModelShape): number =>
  CODE_BYTES + HEAP_BYTES + vocabulary * BYTES_PER_TOKEN;

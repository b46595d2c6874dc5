import type { MemoryNeed } from '../../../shared/domain/generation.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import { type Bytes, bytes } from '../../../shared/domain/units.ts';
import { CODE_BYTES } from './estimate.ts';
import { mappedBytes, repackedBytes } from './repacked.ts';

/** What the system says a process holds. */
export interface HeldMemory {
  /** Its own: heap, context, buffers, weights laid out anew. */
  readonly anonymous_bytes: number;
  /** Of files that are mapped: weights as they are in the file, code. */
  readonly mapped_bytes: number;
}

export interface Measured {
  /** To compare with an estimate's total. */
  readonly total: Bytes;
  /** All but the weights. */
  readonly besides: Bytes;
}

/**
 * What of it is needed, each thing once: all that is its own, code, and those weights that are read
 * from the file. The mapped originals of weights that were laid out anew are not needed.
 * @param expected says what was laid out anew: where the process holds less of its own than that
 *   and its context, the processor has no use for it, and nothing was
 */
export function measuredNeed(shape: ModelShape, expected: MemoryNeed, held: HeldMemory): Measured {
  const { anonymous_bytes, mapped_bytes } = held;
  const repacked = repackedBytes(shape);
  const wasRepacked = anonymous_bytes >= repacked + expected.context;
  const fromFile = wasRepacked ? mappedBytes(shape) : shape.weight_bytes;
  const own = anonymous_bytes - (wasRepacked ? repacked : 0);
  return {
    total: bytes(anonymous_bytes + Math.min(mapped_bytes, fromFile + CODE_BYTES)),
    besides: bytes(own + Math.min(mapped_bytes, CODE_BYTES)),
  };
}

import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import { type Bytes, bytes } from '../../../shared/domain/units.ts';

/**
 * Types that llama.cpp lays out anew for the processor, into memory of the process
 * (`ggml_repack_get_optimal_repack_type` in ggml-cpu/repack.cpp), with what processors of ten years
 * have: AVX2, or NEON with dot products. Q2_K only with AVX-512.
 */
const REPACKED: Readonly<Partial<Record<NodeJS.Architecture, ReadonlySet<string>>>> = {
  x64: new Set(['Q4_0', 'Q4_K', 'Q2_K', 'IQ4_NL', 'MXFP4']),
  arm64: new Set(['Q4_0', 'Q4_K', 'Q5_K', 'Q6_K', 'Q8_0', 'IQ4_NL', 'MXFP4', 'Q1_0']),
};

const isRepacked = (type: string, processor: NodeJS.Architecture): boolean =>
  REPACKED[processor]?.has(type) ?? false;

/** Weights that are memory of the process, and no longer needed as they are in the file. */
export function repackedBytes(shape: ModelShape, processor = process.arch): Bytes {
  const matrices = Object.entries(shape.matrix_bytes)
    .filter(([type]) => isRepacked(type, processor))
    .reduce((sum, [, size]) => sum + size, 0);
  return bytes(matrices + repackedOutputBytes(shape, processor));
}

/** Embeddings that are the output too: looked up as they are in the file, multiplied by anew. */
export function repackedOutputBytes(
  { tied_output: output }: ModelShape,
  processor = process.arch,
): Bytes {
  return bytes(output !== null && isRepacked(output.type, processor) ? output.bytes : 0);
}

/** Weights that are read where the file is mapped. The system counts them as free to take back. */
export function mappedBytes(shape: ModelShape, processor = process.arch): Bytes {
  const moved = repackedBytes(shape, processor) - repackedOutputBytes(shape, processor);
  return bytes(Math.max(0, shape.weight_bytes - moved));
}

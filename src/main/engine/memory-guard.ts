import type { LoadTarget } from '../../shared/domain/generation.ts';
import { type Bytes, bytes, formatBytes } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';

/** Measured: 94 MB for a process with the runtime and no model; the rest is scratch space. */
const PROCESS_BYTES = 160_000_000;
/** Context of all slots and compute buffers as a share of the file. Measured 0.2 to 0.4 at 4096. */
const CONTEXT_SHARE = 0.3;

/**
 * What a model will need, in bytes: file × 1.3 + 160 MB. The weights are mapped, so the file's size
 * is exact for them; the context is a rule of thumb, good to about 30 %, until the shape of the
 * model is read from its header.
 */
export function estimateLoad(target: Pick<LoadTarget, 'size_bytes'>): Bytes {
  return bytes(Math.ceil(target.size_bytes * (1 + CONTEXT_SHARE)) + PROCESS_BYTES);
}

/**
 * @param available now, in bytes
 * @param promised what models that are just loading will still take
 * @throws AppError OUT_OF_MEMORY with the numbers
 */
export function refuseIfTooLarge(target: LoadTarget, available: Bytes, promised: Bytes): void {
  const needed = estimateLoad(target);
  const free = Math.max(0, available - promised);
  if (needed <= free) return;
  throw new AppError('OUT_OF_MEMORY', {
    message: `"${target.model_id}" needs about ${formatBytes(needed)} of memory and ${formatBytes(free)} is free. Unload another model, close programs, or choose a smaller quantisation.`,
    data: { model_id: target.model_id, needed_bytes: needed, available_bytes: free },
  });
}

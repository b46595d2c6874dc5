import type { LoadPlan, MemoryNeed } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import { type Bytes, bytes, formatBytes } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

export interface Refused {
  readonly id: ModelId;
  /** The smallest there is, and what it needs. */
  readonly plan: LoadPlan;
  readonly need: MemoryNeed;
  readonly free: Bytes;
  /** Installed ones that would fit now, the largest first. */
  readonly others: readonly ModelId[];
}

/** A smaller file is no language model of any use. */
export const LEAST_FILE_BYTES = 20_000_000;

/** OUT_OF_MEMORY with what is needed, what is free, and what would fit instead. */
export function doesNotFit({ id, plan, need, free, others }: Refused): AppError {
  const file = bytes(Math.max(0, free - (need.total - need.weights)));
  const parts = `weights ${formatBytes(need.weights)}, a context of ${plan.context_tokens} tokens ${formatBytes(need.context)}, buffers ${formatBytes(need.buffers)}, process ${formatBytes(need.process)}`;
  return new AppError('OUT_OF_MEMORY', {
    message: `"${id}" needs at least ${formatBytes(need.total)} of memory (${parts}), and ${formatBytes(free)} can be used now. ${whatFits(others, file)}`,
    data: {
      model_id: id,
      needed_bytes: need.total,
      weights_bytes: need.weights,
      context_bytes: need.context,
      buffers_bytes: need.buffers,
      process_bytes: need.process,
      context_tokens: plan.context_tokens,
      available_bytes: free,
      fitting_models: others,
      fitting_file_bytes: file >= LEAST_FILE_BYTES ? file : 0,
    },
  });
}

function whatFits(others: readonly ModelId[], file: Bytes): string {
  const installed = others.length === 0 ? '' : `Of your models fits now: ${others.join(', ')}. `;
  return file < LEAST_FILE_BYTES
    ? `${installed}Unload another model or close programs.`
    : `${installed}Of this model, a quantisation whose file has at most ${formatBytes(file)} would fit. Or unload another model or close programs.`;
}

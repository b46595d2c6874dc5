import { type Bytes, bytes } from '../../../shared/domain/units.ts';
import { USEFUL_CONTEXT_TOKENS } from './choose-plan.ts';
import { estimateMemory } from './estimate.ts';
import { typicalShape } from './typical-shape.ts';

export interface UnseenFile {
  readonly bytes: Bytes;
  readonly parameters: number;
  /** null: unknown. */
  readonly context_length: number | null;
}

/**
 * Memory that a model would need for one conversation, before its file is here: its weights are the
 * file, the rest is what models of its size usually need. The load decides by the file itself.
 */
export function needOfUnseenFile({ bytes: size, parameters, context_length }: UnseenFile): Bytes {
  const shape = { ...typicalShape(parameters), weight_bytes: size };
  const context_tokens = Math.min(USEFUL_CONTEXT_TOKENS, context_length ?? USEFUL_CONTEXT_TOKENS);
  return bytes(estimateMemory(shape, { slots: 1, context_tokens }).total);
}

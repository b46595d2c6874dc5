import { type Bytes, bytes } from '../../../shared/domain/units.ts';
import { USEFUL_CONTEXT_TOKENS } from './choose-plan.ts';
import { estimateMemory } from './estimate.ts';
import { LEAST_FILE_BYTES } from './refusal.ts';
import { typicalShape } from './typical-shape.ts';

/**
 * About the largest usual size under the default limit of a file. What it needs beside its weights, a
 * smaller model does not exceed.
 */
const LARGEST_USUAL = typicalShape(3.2e9);

/**
 * How large a model file may be so that it surely fits into what is free, with room for a
 * conversation. An estimate for a file that nobody has seen; the load decides by the file itself.
 * @returns 0 where no model of any use fits
 */
export function fittingFileBytes(free: Bytes): Bytes {
  const plan = { slots: 1, context_tokens: USEFUL_CONTEXT_TOKENS };
  const file = free - estimateMemory(LARGEST_USUAL, plan).total;
  return bytes(file >= LEAST_FILE_BYTES ? file : 0);
}

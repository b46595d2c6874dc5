import { parseParameterCount } from '../../../shared/domain/parameter-count.ts';
import { bitsOfQuant } from './quant-labels.ts';
import type { Quant } from './quants.ts';

export interface Parameters {
  readonly count: number;
  readonly from: 'hub' | 'name' | 'size';
}

/** "7B", "8x7B" or "1.5b" between the parts of a name; "A3B" is what works at once, no size. */
const IN_NAME = /(?<![A-Za-z0-9.])(?:(\d{1,3})x)?(\d{1,5}(?:\.\d{1,3})?[MB])(?![A-Za-z0-9])/gi;

/** The largest count that a name tells: "Qwen3-30B-A3B" has 30 billion. */
export function parametersOfName(name: string): number | null {
  const counts = [...name.matchAll(IN_NAME)].map(
    ([, times = '1', count = '']) => Number(times) * (parseParameterCount(count) ?? 0),
  );
  const most = Math.max(0, ...counts);
  return most > 0 && most <= 5e12 ? most : null;
}

/** Bits per weight of a true file lie between these. */
const LEAST_BITS = 1;
const MOST_BITS = 40;

const agrees = (count: number, { size_bytes }: Quant): boolean => {
  const bits = (size_bytes * 8) / count;
  return bits >= LEAST_BITS && bits <= MOST_BITS;
};

/**
 * How many parameters a model has: what the hub says or the name tells, if the files agree with it;
 * else what the files suggest.
 */
export function parametersOf(
  told: number | null,
  name: string,
  quants: readonly Quant[],
): Parameters | null {
  const [smallest] = quants;
  if (smallest === undefined) return null;
  if (told !== null && agrees(told, smallest)) return { count: told, from: 'hub' };
  const named = parametersOfName(name);
  if (named !== null && agrees(named, smallest)) return { count: named, from: 'name' };
  const { size_bytes, label } = smallest;
  return { count: Math.round((size_bytes * 8) / bitsOfQuant(label)), from: 'size' };
}

/** Whether even the smallest quant there is of so large a model would exceed the limit. */
export const surelyExceeds = (parameters: number | null, limit: number): boolean =>
  parameters !== null && (parameters * LEAST_BITS) / 8 > limit;

import { type Milliseconds, milliseconds } from '../../../shared/domain/units.ts';

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/**
 * How long to wait after so many setbacks in a row without a byte in between. Half of it is chance,
 * so that many clients that lost the same server do not come back at the same moment.
 * @param failures at least 1
 * @param random in [0, 1)
 */
export function backOff(failures: number, random: number): Milliseconds {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  return milliseconds(Math.round(full / 2 + (full / 2) * random));
}

import type { ForgettingCounts } from './forgetting-counts.ts';

/** Symbols that the plainest experts look back at. */
export const LOOK_BACK = 10;
/** Krichevsky and Trofimov's: half a sighting of every symbol before any was seen. */
const UNSEEN = 0.5;

/** Each symbol as often as lately, whatever came before it. */
export function byFrequency(symbols: readonly string[], counts: ForgettingCounts): number[] {
  return estimate(symbols.map((symbol) => counts.of(symbol)));
}

/** Each symbol as often as among the latest ten. */
export function byLatest(symbols: readonly string[], recent: readonly string[]): number[] {
  return estimate(symbols.map((symbol) => recent.filter((one) => one === symbol).length));
}

function estimate(counts: readonly number[]): number[] {
  const total = counts.reduce((a, b) => a + b, counts.length * UNSEEN);
  return counts.map((count) => (count + UNSEEN) / total);
}

/** The last one again, as likely as repetitions were lately; all others alike. */
export function byRepetition(
  symbols: readonly string[],
  last: string | undefined,
  repetitions: ForgettingCounts,
): number[] {
  const same = repetitions.of(SAME) + UNSEEN;
  const again = same / (same + repetitions.of(OTHER) + UNSEEN);
  const others = symbols.length - 1;
  if (last === undefined || others < 1) return symbols.map(() => 1 / symbols.length);
  return symbols.map((symbol) => (symbol === last ? again : (1 - again) / others));
}

export const SAME = 'same';
export const OTHER = 'other';

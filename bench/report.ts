/** The middle value; of an even count the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** Nearest rank: the smallest value with at least that share at or below it. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function print(
  rows: readonly (readonly [what: string, value: string, target: string])[],
): void {
  for (const [what, value, target] of rows) {
    process.stdout.write(`${what.padEnd(58)} ${value.padStart(16)}   target ${target}\n`);
  }
}

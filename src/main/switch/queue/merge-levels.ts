/** The next of one level, and the rank with which its level stands against the others. */
export interface Claim<Entry> {
  readonly entry: Entry;
  /** Lower goes first. */
  readonly rank: number;
}

/**
 * Several levels as one sequence: always from the level with the best claim, of equal ones the more
 * urgent.
 * @param perLevel how many of each level at most
 */
export function* mergeLevels<Entry>(
  levels: readonly Iterator<Claim<Entry>, void>[],
  perLevel: number,
): Generator<Entry, void, void> {
  const next = levels.map((level) => level.next().value ?? undefined);
  const taken = levels.map(() => 0);
  for (;;) {
    let best = -1;
    for (const [index, claim] of next.entries()) {
      const leader = next[best];
      if (claim && (leader === undefined || claim.rank < leader.rank)) best = index;
    }
    const claim = next[best];
    if (claim === undefined) return;
    yield claim.entry;
    const count = (taken[best] ?? 0) + 1;
    taken[best] = count;
    next[best] = count < perLevel ? (levels[best]?.next().value ?? undefined) : undefined;
  }
}

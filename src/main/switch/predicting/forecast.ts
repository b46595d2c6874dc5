import type { Outlook } from './sequence-predictor.ts';

/** What may be asked within the window. */
export interface Forecast<Kind extends string> {
  readonly kind: Kind;
  /** That it is asked at least once, 0..1. */
  readonly probability: number;
  /** How many such queries wait already. */
  readonly queued: number;
}

/** A kind that is not even among so many queries is none to make ready for. */
const MOST_EXPECTED = 30;
/** Numbers of queries less likely than this are left out. */
const NEGLIGIBLE = 1e-6;

/**
 * How likely each kind is to be asked within a window for which Λ queries are expected, as a
 * Poisson process. The first of them is drawn from what is foretold (v), each later one from what
 * follows the one before it (the matrix M). With the kind x struck out of both, so that only the
 * ways without x are left, x is in the window with the probability
 *
 *     1 − e^−Λ · (1 + Σ_{n ≥ 1} Λⁿ/n! · |v Mⁿ⁻¹|)
 *
 * where |…| is the sum of the entries. For k kinds that takes about Λ k³ steps.
 */
export function withinWindow<Kind extends string>(
  outlook: Outlook<Kind>,
  expected: number,
): ReadonlyMap<Kind, number> {
  const counts = poisson(Math.min(expected, MOST_EXPECTED));
  return new Map(
    outlook.kinds.map((kind, struck) => [
      kind,
      Math.max(0, 1 - withoutOne(outlook, struck, counts)),
    ]),
  );
}

/** How likely 0, 1, 2, … queries are, as far as that matters. */
function poisson(expected: number): readonly number[] {
  const counts = [Math.exp(-expected)];
  for (let n = 1; n < expected || (counts[n - 1] ?? 0) > NEGLIGIBLE; n += 1) {
    counts.push(((counts[n - 1] ?? 0) * expected) / n);
  }
  return counts;
}

/** That none of the queries is of the kind struck out. */
function withoutOne(
  { next, after }: Outlook<string>,
  struck: number,
  [silence = 1, ...counts]: readonly number[],
): number {
  let ways: readonly number[] = next.map((probability, kind) =>
    kind === struck ? 0 : probability,
  );
  let without = silence;
  for (const count of counts) {
    without += count * ways.reduce((a, b) => a + b, 0);
    ways = following(ways, after, struck);
  }
  return without;
}

/** The same one query later: v M, with the struck column left out. */
function following(
  ways: readonly number[],
  after: readonly (readonly number[])[],
  struck: number,
): readonly number[] {
  return ways.map((_, to) => {
    if (to === struck) return 0;
    return ways.reduce((sum, way, from) => sum + way * (after[from]?.[to] ?? 0), 0);
  });
}

/**
 * What is foretold together with what waits: a queued kind is certain to come, whatever the
 * prediction says of it, and of two certain ones that with more queries comes first. What waits says
 * nothing of the other kinds: new queries come beside it as foretold.
 * @returns the likeliest first
 */
export function blend<Kind extends string>(
  predicted: ReadonlyMap<Kind, number>,
  queued: ReadonlyMap<Kind, number>,
): readonly Forecast<Kind>[] {
  const kinds = new Set([...predicted.keys(), ...queued.keys()]);
  return [...kinds]
    .map((kind) => {
      const waiting = queued.get(kind) ?? 0;
      return { kind, queued: waiting, probability: waiting > 0 ? 1 : (predicted.get(kind) ?? 0) };
    })
    .toSorted((a, b) => b.probability - a.probability || b.queued - a.queued);
}

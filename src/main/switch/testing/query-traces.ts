import { SeededRandom } from '../../../../scripts/gguf/random.ts';

/*
 * Sequences of query types, made from a seed in ways that are known, so that the best possible guess
 * is known too.
 */

/** A query's type, and the one that whoever knows how the trace is made would have guessed. */
export interface TraceStep {
  readonly symbol: string;
  readonly oracle: string;
}

type Distribution = readonly number[];
/** How likely each symbol is to come next, from all that came. */
type Source = (past: readonly number[]) => Distribution;

export interface TraceKind {
  readonly name: string;
  readonly source: (random: SeededRandom, size: number) => Source;
}

function draw(random: SeededRandom, weights: Distribution): number {
  let left = random.uniform() * weights.reduce((a, b) => a + b, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}

const best = (weights: Distribution): number => weights.indexOf(Math.max(...weights));

/** Some symbols often and most seldom, in an order of its own. */
function skewed(random: SeededRandom, size: number): Distribution {
  return Array.from({ length: size }, (_, rank) => ({
    weight: 1 / (rank + 1),
    at: random.uniform(),
  }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ weight }) => weight);
}

const uniform = (size: number): Distribution => Array.from({ length: size }, () => 1);
/** One symbol, and each of the others now and then. */
const mostly = (symbol: number, size: number, noise: number): Distribution =>
  uniform(size).map((_, index) => (index === symbol ? 1 - noise : noise / (size - 1)));

function markov(random: SeededRandom, size: number): Source {
  const rows = Array.from({ length: size }, () => skewed(random, size).map((one) => one ** 2));
  return (past) => rows[past.at(-1) ?? 0] ?? uniform(size);
}

/** A, then another, then A, then the next one: only the last two say what comes. */
function secondOrder(_: SeededRandom, size: number): Source {
  return (past) => {
    const last = past.at(-1) ?? 0;
    if (last !== 0) return mostly(0, size, 0.1);
    const before = past.at(-2) ?? 0;
    return mostly(1 + (before % (size - 1)), size, 0.1);
  };
}

/** The same nine over and over. */
function periodic(random: SeededRandom, size: number): Source {
  const cycle = Array.from({ length: 9 }, () => random.below(size));
  return (past) => mostly(cycle[past.length % cycle.length] ?? 0, size, 0);
}

/** About eight of one kind, then of another. */
const bursts = (_: SeededRandom, size: number): Source => {
  return (past) => mostly(past.at(-1) ?? 0, size, 1 / 8);
};

const REGIME = 400;

/** Another way of asking every 400 queries: a mix, a chain, bursts. */
function regimes(random: SeededRandom, size: number): Source {
  const mix = (): Source => {
    const weights = skewed(random, size).map((one) => one ** 2);
    return () => weights;
  };
  const kinds = [mix, () => markov(random, size), () => bursts(random, size)];
  const sources: Source[] = [];
  return (past) => {
    const regime = Math.floor(past.length / REGIME);
    const source = (sources[regime] ??= (kinds[regime % kinds.length] ?? mix)());
    return source(past);
  };
}

/** A day is 1,000 queries; the hours of each symbol come and go around it. */
function daily(random: SeededRandom, size: number): Source {
  const peaks = Array.from({ length: size }, () => random.uniform());
  return (past) =>
    peaks.map((peak) => Math.exp(3 * Math.cos(2 * Math.PI * (past.length / 1000 - peak))));
}

export const TRACES: readonly TraceKind[] = [
  { name: 'regime changes', source: regimes },
  { name: 'bursts', source: bursts },
  { name: 'daily rhythm', source: daily },
  { name: 'first-order chain', source: markov },
  { name: 'second-order pattern', source: secondOrder },
  { name: 'periodic', source: periodic },
  {
    name: 'i.i.d., skewed',
    source: (random, size) => {
      const weights = skewed(random, size);
      return () => weights;
    },
  },
  { name: 'i.i.d., uniform', source: (_, size) => () => uniform(size) },
];

/** @param size how many symbols there are */
export function trace(
  kind: TraceKind,
  { seed, size, length }: { readonly seed: number; readonly size: number; readonly length: number },
): readonly TraceStep[] {
  const random = new SeededRandom(seed);
  const source = kind.source(random, size);
  const name = (index: number): string => `type ${index}`;
  const past: number[] = [];
  return Array.from({ length }, () => {
    const weights = source(past);
    const next = draw(random, weights);
    past.push(next);
    return { symbol: name(next), oracle: name(best(weights)) };
  });
}

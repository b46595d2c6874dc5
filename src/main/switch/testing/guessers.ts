import { SequencePredictor } from '../predicting/sequence-predictor.ts';
import type { TraceStep } from './query-traces.ts';

/** Says which symbol comes next, and is then told. */
interface Guesser {
  guess(): string | null;
  observe(symbol: string): void;
}

/** How often each symbol came. */
class Tally {
  readonly #counts = new Map<string, number>();

  add(symbol: string, change: 1 | -1): void {
    const count = (this.#counts.get(symbol) ?? 0) + change;
    if (change === 1) this.#counts.delete(symbol);
    this.#counts.set(symbol, count);
  }

  /** Among equals the one that came last. */
  most(): string | null {
    let most: string | null = null;
    let highest = 1;
    for (const [symbol, count] of this.#counts) {
      if (count < highest) continue;
      most = symbol;
      highest = count;
    }
    return most;
  }
}

function mostOfTheLastTen(): Guesser {
  const tally = new Tally();
  const last: string[] = [];
  return {
    guess: () => tally.most(),
    observe(symbol) {
      tally.add(symbol, 1);
      last.push(symbol);
      const gone = last.length > 10 ? last.shift() : undefined;
      if (gone !== undefined) tally.add(gone, -1);
    },
  };
}

function sameAsLast(): Guesser {
  let last: string | null = null;
  return {
    guess: () => last,
    observe(symbol) {
      last = symbol;
    },
  };
}

/** What came most often after the last one, ever. */
function firstOrderChain(): Guesser {
  const after = new Map<string | null, Tally>();
  let last: string | null = null;
  return {
    guess: () => after.get(last)?.most() ?? last,
    observe(symbol) {
      const tally = after.get(last) ?? new Tally();
      tally.add(symbol, 1);
      after.set(last, tally);
      last = symbol;
    },
  };
}

function ours(): Guesser {
  const predictor = new SequencePredictor<string>([]);
  return {
    guess: () => predictor.mostLikely(),
    observe: (symbol) => predictor.observe(symbol),
  };
}

export type GuesserName = 'ours' | 'ten' | 'last' | 'chain' | 'oracle';
export const BASELINES = ['ten', 'last', 'chain'] as const satisfies readonly GuesserName[];

/** The share of a trace that each of them guessed, in percent. */
export function hitRates(steps: readonly TraceStep[]): Readonly<Record<GuesserName, number>> {
  const share = (hits: number): number => (100 * hits) / steps.length;
  const play = (guesser: Guesser): number => {
    let hits = 0;
    for (const { symbol } of steps) {
      if (guesser.guess() === symbol) hits += 1;
      guesser.observe(symbol);
    }
    return share(hits);
  };
  return {
    ours: play(ours()),
    ten: play(mostOfTheLastTen()),
    last: play(sameAsLast()),
    chain: play(firstOrderChain()),
    oracle: share(steps.filter(({ symbol, oracle }) => symbol === oracle).length),
  };
}

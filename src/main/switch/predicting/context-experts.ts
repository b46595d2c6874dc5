import { type CountsState, ForgettingCounts } from './forgetting-counts.ts';

/** The longest context, in symbols. */
const LONGEST_CONTEXT = 4;
/** Contexts of one length that are remembered; beyond, those not met for longest are forgotten. */
const MOST_CONTEXTS = 512;
/** About the latest fifty symbols after a context count. */
const KEEP = 0.98;
/** What the shorter context says counts like so many symbols seen after the longer one. */
const PRIOR = 1.5;

/** As plain JSON: for each length the contexts, the one not met for longest first. */
export type ContextsState = readonly (readonly (readonly [context: string, CountsState])[])[];

/** What came after each context of one length. */
class Contexts {
  readonly #counts: Map<string, ForgettingCounts>;

  constructor(state: ContextsState[number] = []) {
    this.#counts = new Map(state.map(([key, counts]) => [key, new ForgettingCounts(KEEP, counts)]));
  }

  after(context: string): ForgettingCounts | undefined {
    return this.#counts.get(context);
  }

  add(context: string, symbol: string): void {
    const counts = this.#counts.get(context) ?? new ForgettingCounts(KEEP);
    counts.add(symbol);
    // A map lists in the order of insertion: the first is the one not met for longest.
    this.#counts.delete(context);
    this.#counts.set(context, counts);
    const [oldest] = this.#counts.size > MOST_CONTEXTS ? this.#counts.keys() : [];
    if (oldest !== undefined) this.#counts.delete(oldest);
  }

  state(): ContextsState[number] {
    return [...this.#counts].map(([context, counts]) => [context, counts.state()]);
  }
}

/**
 * One expert for each length of context, from 1 to the longest. Where a context was seldom met, the
 * expert leans on the next shorter one, as in prediction by partial matching (Cleary and Witten,
 * IEEE Transactions on Communications 32 (1984), 396–402), with a Dirichlet prior in place of
 * escapes: p = (count + PRIOR · p of the shorter) ÷ (total + PRIOR).
 */
export class ContextExperts {
  readonly #orders: readonly Contexts[];

  constructor(state: ContextsState = []) {
    this.#orders = Array.from({ length: LONGEST_CONTEXT }, (_, at) => new Contexts(state[at]));
  }

  /**
   * @param recent the latest symbols, the newest last
   * @param shortest what an expert without context says
   * @returns the opinions, shortest context first
   */
  opinions(
    symbols: readonly string[],
    recent: readonly string[],
    shortest: readonly number[],
  ): readonly (readonly number[])[] {
    let shorter = shortest;
    return this.#orders.map((contexts, at) => {
      const counts = contexts.after(contextOf(recent, at + 1));
      if (counts !== undefined) shorter = leaning(symbols, counts, shorter);
      return shorter;
    });
  }

  /** What the expert of the shortest context says where only this symbol came before. */
  afterOne(
    symbols: readonly string[],
    symbol: string,
    shortest: readonly number[],
  ): readonly number[] {
    const counts = this.#orders[0]?.after(symbol);
    return counts === undefined ? shortest : leaning(symbols, counts, shortest);
  }

  learn(symbol: string, recent: readonly string[]): void {
    for (const [at, contexts] of this.#orders.entries()) {
      if (recent.length > at) contexts.add(contextOf(recent, at + 1), symbol);
    }
  }

  state(): ContextsState {
    return this.#orders.map((contexts) => contexts.state());
  }
}

const contextOf = (recent: readonly string[], length: number): string =>
  recent.slice(-length).join('\n');

function leaning(
  symbols: readonly string[],
  counts: ForgettingCounts,
  shorter: readonly number[],
): number[] {
  const seen = symbols.map((symbol) => counts.of(symbol));
  const total = seen.reduce((a, b) => a + b, PRIOR);
  return seen.map((count, index) => (count + PRIOR * (shorter[index] ?? 0)) / total);
}

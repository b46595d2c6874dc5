import { ContextExperts, type ContextsState } from './context-experts.ts';
import { FixedShare } from './fixed-share.ts';
import { type CountsState, ForgettingCounts, MOST_SYMBOLS } from './forgetting-counts.ts';
import { byFrequency, byLatest, byRepetition, LOOK_BACK, OTHER, SAME } from './plain-experts.ts';

/** Of their weight, what the experts give to each other after each symbol. */
const SHARE = 0.005;
/** About the latest twenty, and the latest five hundred, count. */
const SHORT_MEMORY = 0.95;
const LONG_MEMORY = 0.998;

/** Everything the predictor knows, as plain JSON. */
export interface PredictorState<Kind extends string = string> {
  /** Those that may come. */
  readonly symbols: readonly Kind[];
  readonly recent: readonly Kind[];
  readonly weights: readonly number[];
  readonly short: CountsState;
  readonly long: CountsState;
  readonly repetitions: CountsState;
  readonly contexts: ContextsState;
}

/** What comes next, and what after it, as far as one symbol tells. Rows and columns go by `kinds`. */
export interface Outlook<Kind extends string> {
  readonly kinds: readonly Kind[];
  readonly next: readonly number[];
  /** Row i: how likely each kind is after kind i; a row adds up to 1. */
  readonly after: readonly (readonly number[])[];
}

/**
 * Foretells which symbol comes next (a query's type, a model), learning from each that comes: a
 * mixture of experts that look back by none to four symbols, far or near, and of the two plainest
 * guesses. Deterministic, in bounded memory, and a step costs some microseconds however many came.
 */
export class SequencePredictor<Kind extends string = string> {
  #symbols: readonly Kind[];
  #recent: readonly Kind[];
  readonly #mixture: FixedShare;
  readonly #short: ForgettingCounts;
  readonly #long: ForgettingCounts;
  readonly #repetitions: ForgettingCounts;
  readonly #contexts: ContextExperts;
  /** What the experts say now; null: not asked since the last symbol. */
  #opinions: readonly (readonly number[])[] | null = null;

  /** @param known symbols that may come; one that comes unannounced is added */
  constructor(known: readonly Kind[], state?: PredictorState<Kind>) {
    this.#symbols = state?.symbols ?? known.slice(0, MOST_SYMBOLS);
    this.#recent = state?.recent ?? [];
    this.#short = new ForgettingCounts(SHORT_MEMORY, state?.short);
    this.#long = new ForgettingCounts(LONG_MEMORY, state?.long);
    this.#repetitions = new ForgettingCounts(SHORT_MEMORY, state?.repetitions);
    this.#contexts = new ContextExperts(state?.contexts);
    const experts = this.#ask().length;
    this.#mixture = state ? new FixedShare(state.weights, SHARE) : FixedShare.equal(experts, SHARE);
  }

  /** How likely each symbol is to come next; they add up to 1. */
  next(): ReadonlyMap<Kind, number> {
    return this.#named(this.#mixture.mix(this.#ask()));
  }

  /** The same in the order of the symbols, with what usually follows each of them. */
  outlook(): Outlook<Kind> {
    const kinds = this.#symbols;
    const shares = byFrequency(kinds, this.#short);
    const after = kinds.map((kind) => this.#contexts.afterOne(kinds, kind, shares));
    return { kinds, next: this.#mixture.mix(this.#ask()), after };
  }

  /** The symbol most likely to come next, the one known longest among equals; null: none is known. */
  mostLikely(): Kind | null {
    let best: Kind | null = null;
    let most = 0;
    for (const [symbol, probability] of this.next()) {
      if (probability <= most) continue;
      best = symbol;
      most = probability;
    }
    return best;
  }

  /** This symbol came. */
  observe(symbol: Kind): void {
    const index = this.#symbols.indexOf(symbol);
    if (index === -1) this.#meet(symbol);
    else this.#mixture.learn(this.#ask().map((opinion) => opinion[index] ?? 0));
    const last = this.#recent.at(-1);
    if (last !== undefined) this.#repetitions.add(last === symbol ? SAME : OTHER);
    this.#contexts.learn(symbol, this.#recent);
    this.#short.add(symbol);
    this.#long.add(symbol);
    this.#recent = [...this.#recent, symbol].slice(-LOOK_BACK);
    this.#opinions = null;
  }

  state(): PredictorState<Kind> {
    return {
      symbols: this.#symbols,
      recent: this.#recent,
      weights: this.#mixture.weights,
      short: this.#short.state(),
      long: this.#long.state(),
      repetitions: this.#repetitions.state(),
      contexts: this.#contexts.state(),
    };
  }

  /** Nobody could foretell it, so nobody is blamed. The one that came least lately makes room. */
  #meet(symbol: Kind): void {
    const frequent = this.#symbols.toSorted((a, b) => this.#long.of(b) - this.#long.of(a));
    const kept = new Set(frequent.slice(0, MOST_SYMBOLS - 1));
    this.#symbols = [...this.#symbols.filter((one) => kept.has(one)), symbol];
  }

  #named(probabilities: readonly number[]): ReadonlyMap<Kind, number> {
    return new Map(this.#symbols.map((symbol, index) => [symbol, probabilities[index] ?? 0]));
  }

  #ask(): readonly (readonly number[])[] {
    if (this.#opinions !== null) return this.#opinions;
    const symbols = this.#symbols;
    const recent = this.#recent;
    const long = byFrequency(symbols, this.#long);
    this.#opinions = [
      long,
      byFrequency(symbols, this.#short),
      ...this.#contexts.opinions(symbols, recent, long),
      byLatest(symbols, recent),
      byRepetition(symbols, recent.at(-1), this.#repetitions),
    ];
    return this.#opinions;
  }
}

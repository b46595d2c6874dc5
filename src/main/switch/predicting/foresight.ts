import type { QueryType } from '../../../shared/domain/specialty.ts';
import { SPECIALTIES } from '../../../shared/domain/specialty.ts';
import { type EpochMs, seconds } from '../../../shared/domain/units.ts';
import { ArrivalRate } from './arrival-rate.ts';
import { blend, type Forecast, withinWindow } from './forecast.ts';
import { SequencePredictor } from './sequence-predictor.ts';

/** How far ahead models are made ready. */
export const WINDOW = seconds(30);
/** Of one second, so many queries teach something; thousands would take the time of others. */
const LEARNT_PER_SECOND = 50;

/** What is foretold of a type: it is the next one, or one or more of the window are. */
export interface Foretold extends Forecast<QueryType> {
  readonly next: number;
}

/** What is asked, learnt one by one, and what will be asked, told from that. */
export class Foresight {
  readonly #types = new SequencePredictor<QueryType>(SPECIALTIES);
  readonly #rate = new ArrivalRate();
  #observed = 0;
  #second = 0;
  #learntThen = 0;

  /** Queries it has learnt from. */
  get observed(): number {
    return this.#observed;
  }

  /** Queries of earlier runs, oldest first. */
  learn(types: Iterable<QueryType>): void {
    for (const type of types) this.#learn(type);
  }

  /** A query is asked. */
  observe(type: QueryType, now: EpochMs): void {
    this.#rate.observe(now);
    const second = Math.floor(now / 1000);
    if (second !== this.#second) this.#learntThen = 0;
    this.#second = second;
    this.#learntThen += 1;
    if (this.#learntThen <= LEARNT_PER_SECOND) this.#learn(type);
  }

  /** Queries to come within the window. */
  expected(now: EpochMs): number {
    return this.#rate.expected(WINDOW, now);
  }

  /** @param queued how many of each type wait @returns the likeliest first */
  foretell(queued: ReadonlyMap<QueryType, number>, now: EpochMs): readonly Foretold[] {
    const next = this.#types.next();
    const window = withinWindow(this.#types.outlook(), this.expected(now));
    return blend(window, queued).map((one) => ({ ...one, next: next.get(one.kind) ?? 0 }));
  }

  #learn(type: QueryType): void {
    this.#types.observe(type);
    this.#observed += 1;
  }
}

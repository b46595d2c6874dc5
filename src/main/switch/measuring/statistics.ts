import type { TerminalState } from '../../../shared/domain/query.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { QueryOutcome } from '../ports.ts';
import { Histogram } from './histogram.ts';

/** What happened since the start, in a memory that does not grow. */
export class Statistics {
  /** From acceptance to the first attempt, of the same queries as `response`. */
  readonly wait = new Histogram();
  /** From acceptance to the end of an answer. */
  readonly response = new Histogram();
  /** A model's way into memory. */
  readonly swap = new Histogram();
  readonly #states = new Map<TerminalState, number>();
  readonly #errors = new Map<ErrorCode, number>();

  ended(
    query: { readonly created_at: EpochMs; readonly startedAt: EpochMs | null },
    { state, error, finished_at }: QueryOutcome,
  ): void {
    this.#states.set(state, (this.#states.get(state) ?? 0) + 1);
    if (error !== null) this.#errors.set(error.code, (this.#errors.get(error.code) ?? 0) + 1);
    // Both or neither: the two are shown side by side, and a part must not look longer than its whole.
    if (state !== 'succeeded' || query.startedAt === null) return;
    this.wait.add(since(query.created_at, query.startedAt));
    this.response.add(since(query.created_at, finished_at));
  }

  /** Queries by how they ended. */
  get states(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#states);
  }

  /** Queries that ended with an error, by its code. */
  get errors(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#errors);
  }
}

/** A clock that was set back must not make times negative. */
const since = (from: EpochMs, to: EpochMs): number => Math.max(0, to - from);

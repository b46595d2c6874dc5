import type { ModelId } from '../../../shared/domain/ids.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import { type Milliseconds, milliseconds } from '../../../shared/domain/units.ts';
import type { PastAttempt } from '../ports.ts';
import { ForgettingMeans } from './forgetting-means.ts';
import { ModelPaces } from './model-paces.ts';

/** Queries that are expected to take alike: those of one type on one model. */
export function kindOf(model: ModelId | null, type: QueryType): string {
  return `${type} on ${model}`;
}

const ANY = 'any';

const inMs = (mean: number | null): Milliseconds | null =>
  mean === null ? null : milliseconds(mean);

/** How long answers and loads took lately. What was never measured borrows from its kin. */
export class MeasuredSpeeds {
  readonly paces = new ModelPaces();
  readonly #answers = new ForgettingMeans();
  readonly #loads = new ForgettingMeans();

  /** Attempts of earlier runs, oldest first. */
  learn(attempts: readonly PastAttempt[]): void {
    for (const one of attempts) this.attempted(one);
  }

  /** Only what was answered in one piece was timed. */
  attempted(attempt: PastAttempt): void {
    const { model_id, query_type, success, total_ms } = attempt;
    if (!success || total_ms === null) return;
    for (const name of [kindOf(model_id, query_type), model_id, ANY]) {
      this.#answers.add(name, total_ms);
    }
    this.paces.answered(attempt);
  }

  loaded(model: ModelId, ms: number): void {
    const took = Math.max(0, ms); // A clock that was set back must not promise the past.
    for (const name of [model, ANY]) this.#loads.add(name, took);
    this.paces.loaded(model, took);
  }

  /** From the beginning of an answer to its end; null while none was measured. */
  answerTime(model: ModelId, type: QueryType): Milliseconds | null {
    const means = this.#answers;
    return inMs(means.of(kindOf(model, type)) ?? means.of(model) ?? means.of(ANY));
  }

  /** Until the model is in memory; null while no load was measured. */
  loadTime(model: ModelId): Milliseconds | null {
    return inMs(this.#loads.of(model) ?? this.#loads.of(ANY));
  }
}

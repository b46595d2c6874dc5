import type { ModelId } from '../../../shared/domain/ids.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import { type Milliseconds, milliseconds } from '../../../shared/domain/units.ts';
import type { MeasuredAnswer } from '../ports.ts';

/** Weight of the newest value in a mean: about the latest ten count. */
const NEWEST = 0.2;

/** Means that forget, by name. */
class Means {
  readonly #values = new Map<string, number>();

  add(name: string, value: number): void {
    const mean = this.#values.get(name) ?? value;
    this.#values.set(name, mean + NEWEST * (value - mean));
  }

  of(name: string): Milliseconds | null {
    const mean = this.#values.get(name);
    return mean === undefined ? null : milliseconds(mean);
  }
}

/** Queries that are expected to take alike: those of one type on one model. */
export function kindOf(model: ModelId | null, type: QueryType): string {
  return `${type} on ${model}`;
}

const ANY = 'any';

/** How long answers and loads took lately. What was never measured borrows from its kin. */
export class MeasuredSpeeds {
  readonly #answers = new Means();
  readonly #loads = new Means();

  /** Answers of earlier runs, oldest first. */
  learn(answers: readonly MeasuredAnswer[]): void {
    for (const { model_id, query_type, total_ms } of answers) {
      this.answered(model_id, query_type, total_ms);
    }
  }

  answered(model: ModelId, type: QueryType, ms: number): void {
    for (const name of [kindOf(model, type), model, ANY]) this.#answers.add(name, ms);
  }

  loaded(model: ModelId, ms: number): void {
    const took = Math.max(0, ms); // A clock that was set back must not promise the past.
    for (const name of [model, ANY]) this.#loads.add(name, took);
  }

  /** From the beginning of an answer to its end; null while none was measured. */
  answerTime(model: ModelId, type: QueryType): Milliseconds | null {
    const means = this.#answers;
    return means.of(kindOf(model, type)) ?? means.of(model) ?? means.of(ANY);
  }

  /** Until the model is in memory; null while no load was measured. */
  loadTime(model: ModelId): Milliseconds | null {
    return this.#loads.of(model) ?? this.#loads.of(ANY);
  }
}

import type { ModelId, QueryId } from '../../../shared/domain/ids.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import { twoDigits } from '../measuring/two-digits.ts';
import type { Judgement, PastAttempt } from '../ports.ts';
import {
  ENOUGH_KNOWN,
  type Experience,
  isSameExperience,
  type ModelExperience,
  RECENT,
  WINDOW,
} from './experience.ts';

interface Outcome {
  readonly success: boolean;
  readonly pace: number | null;
  /** Which of the answers of its type it was. */
  readonly turn: number;
}

/** What counts of one model at one type, oldest first. */
interface Record {
  readonly outcomes: Outcome[];
  readonly judgements: { readonly query_id: QueryId; readonly score: number }[];
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const hundredths = (value: number): number => Math.round(value * 100) / 100;

function keepNewest<Value>(list: Value[], value: Value): void {
  list.push(value);
  if (list.length > WINDOW) list.shift();
}

function summarise({ outcomes, judgements }: Record, turn: number): Experience {
  const paces = outcomes.flatMap(({ pace }) => pace ?? []);
  const liked = judgements.map(({ score }) => score);
  const recent = outcomes.filter((one) => one.turn > turn - RECENT);
  return {
    attempts: outcomes.length,
    success:
      outcomes.length === 0
        ? 0
        : hundredths(meanOf(outcomes.map(({ success }) => Number(success)))),
    pace: paces.length === 0 ? null : twoDigits(meanOf(paces)),
    judged: liked.length,
    liked: liked.length === 0 ? 0.5 : hundredths(meanOf(liked)),
    known: Math.min(ENOUGH_KNOWN, recent.length),
  };
}

/** Learns from attempts and judgements how each model does at each type of query. */
export class Learner {
  readonly #records = new Map<QueryType, Map<ModelId, Record>>();
  /** Attempts of each type so far, by whatever model. */
  readonly #turns = new Map<QueryType, number>();
  readonly #shown = new Map<ModelId, ModelExperience>();

  /** What earlier runs left, oldest first. */
  learn(attempts: readonly PastAttempt[], judgements: readonly Judgement[]): void {
    for (const one of attempts) this.attempted(one);
    for (const one of judgements) this.judged(one);
  }

  attempted({ model_id, query_type, success, completion_tokens, total_ms }: PastAttempt): void {
    const turn = (this.#turns.get(query_type) ?? 0) + 1;
    this.#turns.set(query_type, turn);
    const timed = success && total_ms !== null && total_ms > 0 && completion_tokens > 0;
    const pace = timed ? (completion_tokens * 1000) / total_ms : null;
    keepNewest(this.#recordOf(model_id, query_type).outcomes, { success, pace, turn });
    // The others have become less known by one.
    for (const model of this.#records.get(query_type)?.keys() ?? []) this.#show(model, query_type);
  }

  /** A second word on a query takes the place of the first, and is the newest. */
  judged({ model_id, query_type, query_id, score }: Judgement): void {
    const { judgements } = this.#recordOf(model_id, query_type);
    const said = judgements.findIndex((one) => one.query_id === query_id);
    if (said >= 0) judgements.splice(said, 1);
    keepNewest(judgements, { query_id, score });
    this.#show(model_id, query_type);
  }

  /** The same object as before while nothing has changed. */
  of(model: ModelId): ModelExperience {
    return this.#shown.get(model) ?? NOTHING;
  }

  #recordOf(model: ModelId, type: QueryType): Record {
    const ofType = this.#records.get(type) ?? new Map<ModelId, Record>();
    this.#records.set(type, ofType);
    const record = ofType.get(model) ?? { outcomes: [], judgements: [] };
    ofType.set(model, record);
    return record;
  }

  #show(model: ModelId, type: QueryType): void {
    const now = summarise(this.#recordOf(model, type), this.#turns.get(type) ?? 0);
    const shown = this.of(model);
    const before = shown[type];
    if (before !== undefined && isSameExperience(before, now)) return;
    this.#shown.set(model, { ...shown, [type]: now });
  }
}

const NOTHING: ModelExperience = {};

import type { ModelId } from '../../../shared/domain/ids.ts';
import type { PastAttempt } from '../ports.ts';
import { ForgettingMeans } from './forgetting-means.ts';
import { twoDigits } from './two-digits.ts';

/** How fast a model is here; null while that was not measured. */
export interface ModelPace {
  /** Tokens a second, once it writes. */
  readonly writing: number | null;
  /** Tokens of a prompt a second. */
  readonly reading: number | null;
  /** Seconds until it is in memory. */
  readonly load_s: number | null;
}

const UNMEASURED: ModelPace = { writing: null, reading: null, load_s: null };

/** Fewer tokens take about as long as one does, and say nothing of a pace. */
const ENOUGH_TOKENS = 8;

type Timed = Pick<
  PastAttempt,
  | 'model_id'
  | 'prompt_tokens'
  | 'cached_tokens'
  | 'completion_tokens'
  | 'first_token_ms'
  | 'total_ms'
>;

/** The pace of each model, from its latest answers and loads. */
export class ModelPaces {
  readonly #writing = new ForgettingMeans();
  readonly #reading = new ForgettingMeans();
  readonly #loading = new ForgettingMeans();
  readonly #paces = new Map<ModelId, ModelPace>();

  answered(answer: Timed): void {
    const { model_id, prompt_tokens, cached_tokens, completion_tokens } = answer;
    const first = answer.first_token_ms ?? 0;
    const writing = (answer.total_ms ?? 0) - first;
    if (completion_tokens > ENOUGH_TOKENS && writing > 0) {
      this.#writing.add(model_id, ((completion_tokens - 1) * 1000) / writing);
    }
    // Of older answers nobody wrote down how much of the prompt was computed before.
    const read = cached_tokens === null ? 0 : prompt_tokens - cached_tokens;
    if (read > ENOUGH_TOKENS && first > 0) this.#reading.add(model_id, (read * 1000) / first);
    this.#update(model_id);
  }

  loaded(model: ModelId, ms: number): void {
    this.#loading.add(model, ms / 1000);
    this.#update(model);
  }

  /** The same object as before while nothing has changed. */
  of(model: ModelId): ModelPace {
    return this.#paces.get(model) ?? UNMEASURED;
  }

  #update(model: ModelId): void {
    const inSteps = (means: ForgettingMeans): number | null => {
      const mean = means.of(model);
      return mean === null ? null : twoDigits(mean);
    };
    const before = this.of(model);
    const writing = inSteps(this.#writing);
    const reading = inSteps(this.#reading);
    const load_s = inSteps(this.#loading);
    const isSame =
      before.writing === writing && before.reading === reading && before.load_s === load_s;
    if (!isSame) this.#paces.set(model, { writing, reading, load_s });
  }
}

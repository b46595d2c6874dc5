import type { GenerationResult } from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import type { DecisionStep } from '../../../shared/domain/query.ts';
import { AppError, toAppError } from '../../../shared/errors/app-error.ts';
import { saysBeyond } from '../deciding/opening.ts';
import type { Job } from '../job.ts';
import type { Learner } from '../learning/learner.ts';
import type { MeasuredSpeeds } from '../measuring/measured-speeds.ts';
import type {
  CatalogPort,
  Clock,
  PastAttempt,
  QueryOutcome,
  QueryStorePort,
  UsageStorePort,
} from '../ports.ts';
import { outcomeError, toAnswer } from '../query-views.ts';
import { TryAgain } from './try-again.ts';

export interface ClosingParts {
  readonly queries: QueryStorePort;
  readonly usage: UsageStorePort;
  readonly clock: Clock;
  readonly catalog: CatalogPort;
  readonly log: { warn(facts: object, message: string): void };
}

/** So often an end is tried to be written before its reader hears that it takes longer. */
const TRIES_BEFORE_TELLING = 4;

/** Ends queries: puts the end on record, accounts for it, and only then tells the readers. */
export class Closing {
  readonly #parts: ClosingParts;

  readonly #speeds: MeasuredSpeeds;

  readonly #learner: Learner;

  readonly #tries: TryAgain;

  constructor(parts: ClosingParts, speeds: MeasuredSpeeds, learner: Learner) {
    this.#parts = parts;
    this.#speeds = speeds;
    this.#learner = learner;
    this.#tries = new TryAgain(parts.clock);
  }

  /** What a caller is told of the model that answers. */
  labelOf(model: string, step: DecisionStep): string | null {
    const label = this.#parts.catalog.labelOf(model);
    if (step !== 'light_llm') return label;
    return label === null ? 'Light LLM' : `Light LLM, ${label}`;
  }

  success(job: Job, model: ModelId, result: GenerationResult): QueryOutcome {
    const { prompt_tokens, completion_tokens } = result;
    const stored = this.#parts.catalog.usable().find(({ id }) => id === model);
    return {
      attempts: job.attempts,
      decisions: job.decisions,
      state: 'succeeded',
      response: job.text,
      model_used: model,
      reason: job.reason,
      finish_reason: result.finish_reason,
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
      error: null,
      beyond: saysBeyond(job.text, stored?.light_model ?? null),
      finished_at: this.#parts.clock.now(),
    };
  }

  failure(job: Job, error: AppError, state: QueryOutcome['state'] = 'failed'): QueryOutcome {
    return {
      attempts: job.attempts,
      decisions: job.decisions,
      state,
      response: null,
      model_used: job.model,
      reason: job.reason,
      finish_reason: null,
      usage: null,
      error: {
        code: error.code,
        message: error.message,
        data: { ...error.data, attempts: job.attempts },
      },
      beyond: false,
      finished_at: this.#parts.clock.now(),
    };
  }

  /** What there is to learn, and one row per attempt of a model. An entry that cannot be written costs statistics, no answer. */
  account(job: Job, model: ModelId, result: GenerationResult | AppError): Promise<void> {
    const failed = result instanceof AppError;
    // Of an answer in several pieces only the last was timed.
    const timed = failed || job.putBacks > 0 ? null : result;
    const attempt: PastAttempt = {
      model_id: model,
      query_type: job.row.query_type,
      success: !failed,
      prompt_tokens: failed ? 0 : result.prompt_tokens,
      cached_tokens: failed ? 0 : result.cached_tokens,
      completion_tokens: failed ? 0 : result.completion_tokens,
      first_token_ms: timed?.first_token_ms ?? null,
      total_ms: timed?.total_ms ?? null,
    };
    this.#speeds.attempted(attempt);
    this.#learner.attempted(attempt);
    const error_code = failed ? result.code : null;
    return this.#parts.usage.record({ ...attempt, error_code, at: this.#parts.clock.now() });
  }

  /**
   * Nobody hears of an end that a crash could take back: the row is committed first. While it cannot
   * be (a full disk), the outcome is kept in memory and tried again; a reader is told soon and can
   * fetch the answer later.
   * @throws AppError after `hurry`: the row is then taken up again at the next start
   */
  async record(job: Job, outcome: QueryOutcome): Promise<void> {
    await this.#tries.run(
      () => this.#parts.queries.finish(job.row.query_id, outcome),
      (caught, failures) => {
        const error = toAppError(caught);
        const { query_id } = job.row;
        this.#parts.log.warn({ err: error, query_id, failures }, 'an end could not be recorded');
        if (failures >= TRIES_BEFORE_TELLING || this.#tries.hurried) {
          job.readers.fail(notRecorded(error, job));
        }
      },
    );
    if (outcome.state === 'succeeded') {
      const labelOf = this.labelOf.bind(this);
      job.readers.tell({ type: 'done', answer: toAnswer(job.row, outcome, labelOf) });
    } else job.readers.fail(outcomeError(job.row, outcome));
  }

  suspend(job: Job, { code, message, data }: AppError): void {
    job.readers.fail(
      new AppError(code, { message, data: { ...data, query_id: job.row.query_id } }),
    );
  }

  /** A shutdown does not wait: ends that could not be written get one more try. */
  hurry(): void {
    this.#tries.hurry();
  }
}

function notRecorded(error: AppError, job: Job): AppError {
  const { query_id } = job.row;
  return new AppError(error.code, {
    message:
      `The query has ended, but its end could not be saved yet. ${error.message} ` +
      `Then fetch it with GET /queries/${query_id}.`,
    data: { ...error.data, query_id },
    cause: error,
  });
}

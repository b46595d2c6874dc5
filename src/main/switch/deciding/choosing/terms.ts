import type { ModelId } from '../../../../shared/domain/ids.ts';
import type { StoredModel } from '../../../../shared/domain/model.ts';
import type { Decision, DecisionStep } from '../../../../shared/domain/query.ts';
import type { QueryType } from '../../../../shared/domain/specialty.ts';
import type { EpochMs } from '../../../../shared/domain/units.ts';
import type { AppError } from '../../../../shared/errors/app-error.ts';
import type { ModelExperience } from '../../learning/experience.ts';
import type { ModelPace } from '../../measuring/model-paces.ts';
import type { Ailment } from '../model-health.ts';

/** A model as the decision sees it. */
export interface ModelView {
  readonly model: StoredModel;
  /** In memory, or on its way there or out. */
  readonly resident: boolean;
  /** In memory, and takes queries. */
  readonly ready: boolean;
  /** Tokens that prompt and answer may have together; not in memory it may turn out to be less. */
  readonly context_tokens: number;
  readonly pace: ModelPace;
  readonly experience: ModelExperience;
  readonly ailment: Ailment | null;
  /** It is the Light LLM. */
  readonly light: boolean;
}

/** What a query asks of a model. */
export interface Demand {
  readonly query_type: QueryType;
  /** A model id or a tag: a hard filter when something matches it. */
  readonly preference: string | null;
  /** Models this query cannot use any more, and why. */
  readonly excluded: ReadonlyMap<ModelId, AppError>;
  /** Models on which an earlier attempt broke off; others go first. */
  readonly failed_on: ReadonlySet<ModelId>;
  /** The model that has begun the answer and was stopped for a more urgent query. */
  readonly begun_on: ModelId | null;
  /** Models that said it is beyond them: they take it only when no other can. */
  readonly beyond?: ReadonlySet<ModelId>;
  /** Its caller would rather have a lesser answer than wait. */
  readonly hurried?: boolean;
  /** The question is all there is: no instructions, nothing said before. */
  readonly alone?: boolean;
  /** It has had its attempts: only what stands in for the others may still take it. */
  readonly spent?: boolean;
  readonly size?: QuerySize;
  /** It may go to a model of which little is known, to learn how that one does. */
  readonly tries_out?: boolean;
}

/** How much a query asks for. Values come in steps, so that alike queries are one to a decision. */
export interface QuerySize {
  /** About how long the prompt is at least. */
  readonly prompt_tokens: number;
  /** As its caller says; null: nothing in particular. */
  readonly max_tokens: number | null;
  /** The wait that its caller is taken to accept. */
  readonly accepted_s: number;
}

export interface Choice {
  readonly chosen: ModelId | null;
  readonly reason: string;
  readonly candidates: Decision['candidates'];
  /** How far down the fallback order this is. */
  readonly step: DecisionStep;
  /** Somebody could do it after a pause, so the query waits instead of failing. */
  readonly worth_waiting: boolean;
  /** The right model, to be brought into memory while the Light LLM answers. */
  readonly meanwhile: ModelId | null;
  /** The chosen model is tried out: another one has a better score. */
  readonly explores: boolean;
  /** When it was made, of one that may be remembered. */
  readonly decided_at?: EpochMs;
}

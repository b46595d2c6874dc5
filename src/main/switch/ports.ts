import type { SystemEvent } from '../../shared/contract/events.ts';
import type {
  GenerationHooks,
  GenerationRequest,
  GenerationResult,
  LoadTarget,
  ResidentModel,
} from '../../shared/domain/generation.ts';
import type { ModelId, QueryId } from '../../shared/domain/ids.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import type { ModelShape } from '../../shared/domain/model-shape.ts';
import type { ModuleType } from '../../shared/domain/module.ts';
import type { PriorityLevel } from '../../shared/domain/priority.ts';
import type {
  Decision,
  FinishReason,
  QueryError,
  QueryInput,
  QueryState,
  QueryTypeSource,
  TerminalState,
  Usage,
} from '../../shared/domain/query.ts';
import type { RotationCause, RotationState } from '../../shared/domain/rotation.ts';
import type { QueryType } from '../../shared/domain/specialty.ts';
import type { EpochMs, Milliseconds } from '../../shared/domain/units.ts';
import type { AppError } from '../../shared/errors/app-error.ts';

/** What the Switch needs of whatever runs models. Every rejection is an AppError. */
export interface EnginePort {
  residents(): readonly ResidentModel[];
  /** Resolves when the model answers; rejects with LOAD_FAILED, OUT_OF_MEMORY or ENGINE_…. */
  load(target: LoadTarget): Promise<void>;
  /** Rejects with PROMPT_TOO_LONG, GENERATION_FAILED, ENGINE_CRASHED or ENGINE_HUNG. */
  generate(
    id: ModelId,
    request: GenerationRequest,
    hooks: GenerationHooks,
  ): Promise<GenerationResult>;
  /** Resolves when its process is gone. The caller drains first. */
  unload(id: ModelId): Promise<void>;
  /** A resident model's process ended by itself. Running generations reject too. */
  onLost(listener: (id: ModelId, error: AppError) => void): () => void;
  /** Whether memory would be enough for a model once others have left; estimated, nothing is done. */
  fits(shape: ModelShape, leaving: readonly ModelId[]): boolean;
}

/** What the Switch knows of a caller: who owns the query, and what that caller is entitled to. */
export interface QueryCaller {
  /** Who may read and cancel the query; also the space of its idempotency keys. */
  readonly owner: string;
  /** Identity from a token; an anonymous caller states its own in the body. */
  readonly module_id: string | null;
  readonly module_type: ModuleType | null;
  /** The most urgent level this caller gets (0 for a token's, MEDIUM for an anonymous one). */
  readonly highest_priority: PriorityLevel;
}

/** An operator gave a query that waits another place. The last of its moves says where it stands. */
export interface QueryMove {
  readonly at: EpochMs;
  /** Attempts that had begun by then. */
  readonly attempt: number;
  readonly priority: PriorityLevel;
  /** See `rankOf`. */
  readonly rank: number;
  readonly reason: string;
}

/** A query as the database keeps it. */
export interface StoredQuery {
  readonly query_id: QueryId;
  readonly owner: string;
  readonly state: QueryState;
  readonly module_id: string;
  readonly module_type: ModuleType;
  readonly query_type: QueryType;
  /** null: an older version took it. */
  readonly query_type_source: QueryTypeSource | null;
  readonly priority_requested: PriorityLevel;
  readonly priority_applied: PriorityLevel;
  /** null when it is no longer kept; then `response` is null, too. */
  readonly request: QueryInput | null;
  /** SHA-256 of what was asked, to compare bodies under one idempotency key. */
  readonly body_hash: string;
  readonly model_preference: string | null;
  readonly idempotency_key: string | null;
  readonly deadline_at: EpochMs | null;
  readonly response: string | null;
  readonly model_used: string | null;
  readonly reason: string | null;
  readonly finish_reason: FinishReason | null;
  readonly usage: Usage | null;
  readonly error: QueryError | null;
  /** The answer says that the question is beyond the model that wrote it. */
  readonly beyond: boolean;
  /** What its caller thinks of the answer, 0..1; null: nothing was said. */
  readonly feedback: number | null;
  readonly attempts: number;
  readonly decisions: readonly Decision[];
  /** In order. */
  readonly moves: readonly QueryMove[];
  readonly created_at: EpochMs;
  readonly started_at: EpochMs | null;
  readonly finished_at: EpochMs | null;
}

/** One whose content is kept; what waits or runs always is. */
export type WholeQuery = StoredQuery & { readonly request: QueryInput };

export type NewQuery = Omit<
  WholeQuery,
  | 'state'
  | 'response'
  | 'model_used'
  | 'reason'
  | 'finish_reason'
  | 'usage'
  | 'error'
  | 'beyond'
  | 'feedback'
  | 'attempts'
  | 'decisions'
  | 'moves'
  | 'started_at'
  | 'finished_at'
>;

/** A stored query without its weight: a line of a list. */
export type StoredSummary = Omit<
  StoredQuery,
  'request' | 'response' | 'decisions' | 'moves' | 'body_hash' | 'idempotency_key' | 'deadline_at'
> & {
  /** See `previewOf`. */
  readonly preview: string | null;
};

/** How a query ended, and the whole way there. */
export interface QueryOutcome {
  readonly attempts: number;
  /** All of them; those that `begin` did not record yet are recorded with the end. */
  readonly decisions: readonly Decision[];
  readonly state: TerminalState;
  readonly response: string | null;
  readonly model_used: string | null;
  readonly reason: string | null;
  readonly finish_reason: FinishReason | null;
  readonly usage: Usage | null;
  readonly error: QueryError | null;
  /** See `StoredQuery`. */
  readonly beyond: boolean;
  readonly finished_at: EpochMs;
}

export interface QueryFilter {
  /** Any of these; all without it. */
  readonly states?: readonly QueryState[] | undefined;
  readonly priority?: PriorityLevel | undefined;
  readonly module?: string | undefined;
  /** In the start of what was asked, or in the id. */
  readonly text?: string | undefined;
  readonly limit: number;
  /** So many are left out before the first one. */
  readonly offset?: number | undefined;
}

/** How many of the stored are counted, and how far back a text is looked for. */
export const FURTHEST_LISTED = 10_000;

/** Writes resolve once committed, in the order they were asked for. */
export interface QueryStorePort {
  insert(query: NewQuery): Promise<void>;
  /** Records that an attempt begins, and the decision behind it. */
  begin(id: QueryId, decision: Decision, at: EpochMs): Promise<void>;
  /** Back to the queue after a failed attempt. */
  requeue(id: QueryId): Promise<void>;
  /** Gives a query that has not ended another place and priority. */
  move(id: QueryId, move: QueryMove): Promise<void>;
  /** Back to the queue for a more urgent query: that attempt does not count. */
  putBack(id: QueryId, decision: Decision): Promise<void>;
  finish(id: QueryId, outcome: QueryOutcome): Promise<void>;
  get(id: QueryId): StoredQuery | undefined;
  /** Newest first. */
  list(filter: QueryFilter): readonly StoredSummary[];
  /** Of all that match, up to `FURTHEST_LISTED`. */
  count(filter: QueryFilter): number;
  /** Neither finished nor given up, oldest first; read one by one, since they may be large. */
  unfinished(): Iterable<WholeQuery>;
  findByKey(owner: string, moduleId: string, key: string): StoredQuery | undefined;
}

/** A query that has ended, as far as it matters for how long it is kept. */
export interface FinishedQuery {
  /** Orders those that ended in the same millisecond. */
  readonly place: number;
  readonly query_id: QueryId;
  readonly state: QueryState;
  readonly created_at: EpochMs;
  readonly finished_at: EpochMs;
  readonly has_key: boolean;
  readonly has_content: boolean;
}

/** Takes away what need not be kept. Lists are in the order in which the queries ended. */
export interface RetentionStorePort {
  /** Those that ended before the given time and whose content is kept. */
  withContent(before: EpochMs, limit: number): readonly FinishedQuery[];
  /** Those that ended before the given time, from behind `after` on. */
  finishedAfter(
    after: FinishedQuery | null,
    before: EpochMs,
    limit: number,
  ): readonly FinishedQuery[];
  /** When the last of the newest `keep` ended; null when there are fewer. */
  historyEnd(keep: number): EpochMs | null;
  /** Both take as many as a few milliseconds allow. @returns how many of the first are done */
  wipe(queries: readonly FinishedQuery[]): Promise<number>;
  forget(queries: readonly FinishedQuery[]): Promise<number>;
  /** Gives the room of wiped contents back, a step at a time. @returns whether there may be more */
  trim(): Promise<boolean>;
  /** Takes what was wiped out of the log of the database, too. @returns false: try again later */
  scrub(): boolean;
}

export interface UsageEntry {
  readonly model_id: ModelId;
  readonly query_type: QueryType;
  readonly at: EpochMs;
  readonly success: boolean;
  readonly error_code: string | null;
  readonly prompt_tokens: number;
  /** Of the prompt, what had been computed before; null: nobody wrote it down. */
  readonly cached_tokens: number | null;
  readonly completion_tokens: number;
  readonly first_token_ms: number | null;
  readonly total_ms: number | null;
}

/** What is learnt from an attempt of a model, now or at the next start. */
export type PastAttempt = Omit<UsageEntry, 'at' | 'error_code'>;

export interface UsageStorePort {
  record(entry: UsageEntry): Promise<void>;
  /** The latest, oldest first. */
  recent(limit: number): readonly PastAttempt[];
}

/** What a caller thinks of an answer. */
export interface Judgement {
  readonly query_id: QueryId;
  /** That answered. */
  readonly model_id: ModelId;
  readonly query_type: QueryType;
  /** 0 (useless) to 1 (as wished). */
  readonly score: number;
  readonly at: EpochMs;
}

export interface FeedbackStorePort {
  /** One for each query, while the query is on record; a second one replaces it. */
  record(judgement: Judgement): Promise<void>;
  /** Of each model and type so many of the latest, oldest first. */
  latest(each: number): readonly Judgement[];
}

/** A model came to another state. */
export interface Transition {
  readonly at: EpochMs;
  readonly model_id: ModelId;
  readonly state: RotationState;
  readonly cause: RotationCause;
  readonly reason: string;
  /** Of a model that came into memory: how long that took, seconds. */
  readonly took_s: number | null;
}

export interface RotationStorePort {
  record(transition: Transition): Promise<void>;
  /** The latest, oldest first. */
  recent(limit: number): readonly Transition[];
}

/** Small values that outlast a run. */
export interface KeptValuesPort {
  /** @returns undefined when nothing is kept under the key */
  get(key: string): unknown;
  /** @throws AppError STORAGE_… */
  set(key: string, value: unknown): void;
}

/** The library as the Switch sees it. */
export interface CatalogPort {
  /** Models that may be used now. */
  usable(): readonly StoredModel[];
  /**
   * Checks the file again if it changed since it was last checked.
   * Rejects with MODEL_FILE_MISSING, NOT_GGUF or GGUF_….
   */
  prepare(model: StoredModel): Promise<LoadTarget>;
  /** Answers it has given or tried, and when the last of them ended. */
  usage(id: ModelId): { readonly uses: number; readonly last_used: number | null };
  /** What callers are told of a model wherever it answers, e.g. "light model". */
  labelOf(id: string): string | null;
}

export interface EventPort {
  publish(event: SystemEvent): void;
}

export interface Clock {
  now(): EpochMs;
  /** @returns a function that calls it off */
  after(delay: Milliseconds, run: () => void): () => void;
}

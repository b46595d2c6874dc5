import { priorityName } from '../../shared/domain/priority.ts';
import {
  type AppliedPriority,
  type Decision,
  type DecisionStep,
  previewOf,
  type QueryAnswer,
  type QueryRecord,
  type QuerySummary,
} from '../../shared/domain/query.ts';
import type { EpochMs } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Job } from './job.ts';
import type { Outlook } from './measuring/expected-wait.ts';
import type {
  NewQuery,
  QueryMove,
  QueryOutcome,
  StoredQuery,
  StoredSummary,
  WholeQuery,
} from './ports.ts';

const iso = (time: EpochMs): string => new Date(time).toISOString();
const isoOrNull = (time: EpochMs | null): string | null => (time === null ? null : iso(time));

export function priorityOf(
  row: Pick<NewQuery, 'priority_requested' | 'priority_applied'>,
): AppliedPriority {
  return {
    requested: priorityName(row.priority_requested),
    applied: priorityName(row.priority_applied),
  };
}

/** A line of a list. */
export function toSummary(stored: StoredSummary, outlook: Outlook | null): QuerySummary {
  return {
    query_id: stored.query_id,
    state: stored.state,
    module_id: stored.module_id,
    module_type: stored.module_type,
    query_type: stored.query_type,
    query_type_source: stored.query_type_source,
    priority: priorityOf(stored),
    model_preference: stored.model_preference,
    content: stored.preview,
    content_kept: stored.preview !== null,
    model_used: stored.model_used,
    reason: stored.reason,
    finish_reason: stored.finish_reason,
    usage: stored.usage,
    error: stored.error,
    beyond: stored.beyond,
    feedback: stored.feedback,
    attempts: stored.attempts,
    position: outlook?.position ?? null,
    eta_ms: outlook?.eta_ms ?? null,
    created_at: iso(stored.created_at),
    started_at: isoOrNull(stored.started_at),
    finished_at: isoOrNull(stored.finished_at),
  };
}

const moveLine = ({ at, attempt, reason }: QueryMove): Decision => {
  return { at: iso(at), attempt, chosen: null, reason, candidates: [] };
};

/** Decisions and an operator's moves in their order; in one millisecond by attempt. */
function linesOf({ decisions, moves }: Pick<StoredQuery, 'decisions' | 'moves'>): Decision[] {
  return [...decisions, ...moves.map(moveLine)].toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || a.attempt - b.attempt,
  );
}

/** All that is on record of a query, for its reader. */
export function toRecord(stored: StoredQuery, outlook: Outlook | null): QueryRecord {
  const { query, messages, metadata } = stored.request ?? {};
  return {
    ...toSummary({ ...stored, preview: null }, outlook),
    content: query ?? messages?.at(-1)?.content ?? null,
    content_kept: stored.request !== null,
    response: stored.response,
    decisions: linesOf(stored),
    metadata: metadata ?? {},
  };
}

/** What a job would read as if its row were fetched now; the row may lag by one commit. */
function currentRow(job: Job): StoredQuery {
  return {
    ...job.row,
    state: job.state === 'queued' ? 'queued' : 'running',
    response: job.text === '' ? null : job.text,
    model_used: job.model,
    reason: job.reason,
    finish_reason: null,
    usage: null,
    error: null,
    beyond: false,
    feedback: null,
    attempts: job.attempts,
    decisions: job.decisions,
    moves: job.moves,
    started_at: job.startedAt,
    finished_at: null,
  };
}

export const liveRecord = (job: Job, outlook: Outlook | null): QueryRecord =>
  toRecord(currentRow(job), outlook);

export const liveSummary = (job: Job, outlook: Outlook | null): QuerySummary =>
  toSummary({ ...currentRow(job), preview: previewOf(job.row.request) }, outlook);

/**
 * The answer of a query that succeeded; of one that did not, its error.
 * @throws AppError with the code on record and the id in its data
 */
export function toAnswer(
  row: NewQuery,
  outcome: QueryOutcome,
  labelOf: (model: string, step: DecisionStep) => string | null,
): QueryAnswer {
  const { response, model_used, finish_reason, usage } = outcome;
  if (response === null || model_used === null || finish_reason === null || usage === null) {
    throw outcomeError(row, outcome);
  }
  const step = outcome.decisions.at(-1)?.step ?? 'chosen';
  return {
    status: step === 'light_llm' ? 'light_llm' : 'success',
    model_used,
    model_label: labelOf(model_used, step),
    response,
    timestamp: iso(outcome.finished_at),
    processing_time: (outcome.finished_at - row.created_at) / 1000,
    metadata: row.request.metadata ?? {},
    query_id: row.query_id,
    state: outcome.state,
    query_type: row.query_type,
    priority: priorityOf(row),
    reason: outcome.reason ?? '',
    finish_reason,
    beyond: outcome.beyond,
    usage,
  };
}

export function outcomeError(row: Pick<NewQuery, 'query_id'>, outcome: QueryOutcome): AppError {
  const { error, state } = outcome;
  return new AppError(error?.code ?? 'INTERNAL', {
    ...(error === null ? {} : { message: error.message }),
    data: { ...error?.data, query_id: row.query_id, state },
  });
}

export function isWhole(stored: StoredQuery): stored is WholeQuery {
  return stored.request !== null;
}

/** For a repeat of a query whose content is gone: how it ended is still known. */
export function wipedError(stored: StoredQuery, outcome: QueryOutcome): AppError {
  if (outcome.state !== 'succeeded') return outcomeError(stored, outcome);
  const { query_id, model_used, finish_reason, usage } = stored;
  const finished_at = iso(outcome.finished_at);
  return new AppError('CONTENT_WIPED', {
    data: { query_id, state: outcome.state, model_used, finish_reason, usage, finished_at },
  });
}

/** The outcome on record, of a query that has one. */
export function storedOutcome(stored: StoredQuery): QueryOutcome | null {
  const { state, finished_at } = stored;
  if (state === 'queued' || state === 'running' || finished_at === null) return null;
  return { ...stored, state, finished_at };
}

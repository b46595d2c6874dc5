import * as z from 'zod';
import { queryId } from '../../shared/domain/ids.ts';
import { moduleTypeSchema } from '../../shared/domain/module.ts';
import type { PriorityLevel } from '../../shared/domain/priority.ts';
import {
  candidateSchema,
  type Decision,
  decisionStepSchema,
  finishReasonSchema,
  queryErrorSchema,
  querySchema,
  queryStateSchema,
  queryTypeSourceSchema,
  type Usage,
} from '../../shared/domain/query.ts';
import { queryTypeSchema } from '../../shared/domain/specialty.ts';
import { type EpochMs, epochMs } from '../../shared/domain/units.ts';
import type { NewQuery, QueryMove, StoredQuery, StoredSummary } from '../switch/ports.ts';

export interface NewQueryRow {
  readonly query_id: string;
  readonly owner: string;
  readonly module_id: string;
  readonly module_type: string;
  readonly query_type: string;
  readonly query_type_source: string | null;
  readonly priority_requested: number;
  readonly priority_applied: number;
  readonly request_id: number;
  readonly body_hash: string;
  readonly model_preference: string | null;
  readonly idempotency_key: string | null;
  readonly deadline_at: number | null;
  readonly created_at: number;
}

/** Texts are null when they are wiped. */
export interface QueryRow extends Omit<NewQueryRow, 'request_id'> {
  readonly preview: string | null;
  readonly request: string | null;
  readonly state: string;
  readonly response: string | null;
  readonly model_used: string | null;
  readonly reason: string | null;
  readonly finish_reason: string | null;
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly beyond: number;
  readonly feedback: number | null;
  readonly started_at: number | null;
  readonly finished_at: number | null;
}

export interface DecisionRow {
  readonly query_id: string;
  readonly attempt: number;
  readonly at: number;
  readonly chosen: string | null;
  readonly reason: string;
  readonly candidates: string;
  readonly step: string | null;
  readonly explores: number | null;
  readonly cached_s: number | null;
}

export interface MoveRow {
  readonly query_id: string;
  readonly at: number;
  readonly attempt: number;
  readonly priority: number;
  readonly rank: number;
  readonly reason: string;
}

const candidatesSchema = z.array(candidateSchema);

export function newQueryRow(query: NewQuery, request_id: number): NewQueryRow {
  return { ...query, request_id };
}

/** The CHECK of the column holds it within 0..3. */
function level(value: number): PriorityLevel {
  return value === 0 || value === 1 || value === 2 ? value : 3;
}

const time = (value: number | null): EpochMs | null => (value === null ? null : epochMs(value));

function usageOf(row: SummaryRow): Usage | null {
  if (row.prompt_tokens === null || row.completion_tokens === null) return null;
  return {
    prompt_tokens: row.prompt_tokens,
    completion_tokens: row.completion_tokens,
    total_tokens: row.prompt_tokens + row.completion_tokens,
  };
}

/** The columns of a line in a list. */
export type SummaryRow = Omit<
  QueryRow,
  'request' | 'response' | 'body_hash' | 'idempotency_key' | 'deadline_at'
>;

export function summaryFromRow(row: SummaryRow): StoredSummary {
  return {
    query_id: queryId(row.query_id),
    owner: row.owner,
    state: queryStateSchema.parse(row.state),
    module_id: row.module_id,
    module_type: moduleTypeSchema.parse(row.module_type),
    query_type: queryTypeSchema.parse(row.query_type),
    query_type_source:
      row.query_type_source === null ? null : queryTypeSourceSchema.parse(row.query_type_source),
    priority_requested: level(row.priority_requested),
    priority_applied: level(row.priority_applied),
    model_preference: row.model_preference,
    model_used: row.model_used,
    reason: row.reason,
    finish_reason: row.finish_reason === null ? null : finishReasonSchema.parse(row.finish_reason),
    usage: usageOf(row),
    error: row.error === null ? null : queryErrorSchema.parse(JSON.parse(row.error)),
    attempts: row.attempts,
    beyond: row.beyond === 1,
    feedback: row.feedback,
    preview: row.preview,
    created_at: epochMs(row.created_at),
    started_at: time(row.started_at),
    finished_at: time(row.finished_at),
  };
}

/** What is kept of a query beside its row. */
export interface History {
  readonly decisions: readonly Decision[];
  readonly moves: readonly QueryMove[];
}

export function queryFromRow(row: QueryRow, { decisions, moves }: History): StoredQuery {
  const { preview: _preview, ...summary } = summaryFromRow(row);
  return {
    ...summary,
    request: row.request === null ? null : querySchema.parse(JSON.parse(row.request)),
    body_hash: row.body_hash,
    idempotency_key: row.idempotency_key,
    deadline_at: time(row.deadline_at),
    response: row.response,
    decisions,
    moves,
  };
}

export function moveFromRow({ at, attempt, priority, rank, reason }: MoveRow): QueryMove {
  return { at: epochMs(at), attempt, priority: level(priority), rank, reason };
}

export function decisionFromRow(row: DecisionRow): Decision {
  return {
    at: new Date(row.at).toISOString(),
    attempt: row.attempt,
    chosen: row.chosen,
    reason: row.reason,
    candidates: candidatesSchema.parse(JSON.parse(row.candidates)),
    ...(row.step !== null && { step: decisionStepSchema.parse(row.step) }),
    ...(row.explores === 1 && { explores: true }),
    ...(row.cached_s !== null && { cached_s: row.cached_s }),
  };
}

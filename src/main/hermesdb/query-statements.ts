import type { Database, Statement } from 'better-sqlite3';
import type { DecisionRow, MoveRow, NewQueryRow, QueryRow, SummaryRow } from './query-rows.ts';

interface ListValues {
  /** JSON list. */
  readonly states: string;
  readonly priority: number | null;
  readonly limit: number;
}

/** Not what was asked and answered, which may be long. */
const SUMMARY = `query_id, owner, state, module_id, module_type, query_type, priority_requested,
  priority_applied, (SELECT preview FROM contents WHERE id = request_id) AS preview, model_preference, model_used, reason, finish_reason, prompt_tokens,
  completion_tokens, error, attempts, created_at, started_at, finished_at`;

const WHOLE = `SELECT queries.*, asked.preview, asked.text AS request, answered.text AS response
  FROM queries LEFT JOIN contents AS asked ON asked.id = request_id
  LEFT JOIN contents AS answered ON answered.id = response_id`;

export interface QueryStatements {
  readonly insert: Statement<[NewQueryRow]>;
  readonly begin: Statement<[{ query_id: string; attempt: number; at: number }]>;
  readonly insertDecision: Statement<[DecisionRow]>;
  readonly requeue: Statement<[string]>;
  readonly reprioritise: Statement<[{ query_id: string; priority: number }]>;
  readonly insertMove: Statement<[MoveRow]>;
  readonly moves: Statement<[string], MoveRow>;
  readonly putBack: Statement<[string]>;
  readonly isUnfinished: Statement<[string], { readonly query_id: string }>;
  readonly finish: Statement<[Record<string, unknown>]>;
  readonly byId: Statement<[string], QueryRow>;
  readonly byKey: Statement<[string, string, string], QueryRow>;
  readonly list: Statement<[ListValues], SummaryRow>;
  readonly listFinished: Statement<[ListValues], SummaryRow>;
  readonly unfinished: Statement<[], Pick<QueryRow, 'query_id'>>;
  readonly countUnfinished: Statement<[], { readonly count: number }>;
  readonly decisions: Statement<[string], DecisionRow>;
}

/** Every SQL text over `queries` and `decisions`. Terminal states are guarded in the WHERE. */
export function prepareQueryStatements(database: Database): QueryStatements {
  return {
    insert: database.prepare(`
      INSERT INTO queries (query_id, owner, state, module_id, module_type, query_type,
        priority_requested, priority_applied, request_id, body_hash, model_preference,
        idempotency_key, deadline_at, created_at)
      VALUES (@query_id, @owner, 'queued', @module_id, @module_type, @query_type,
        @priority_requested, @priority_applied, @request_id, @body_hash, @model_preference,
        @idempotency_key, @deadline_at, @created_at)`),
    begin: database.prepare(`
      UPDATE queries SET state = 'running', attempts = @attempt,
        started_at = coalesce(started_at, @at)
      WHERE query_id = @query_id AND state IN ('queued', 'running')`),
    insertDecision: database.prepare(`
      INSERT OR REPLACE INTO decisions (query_id, attempt, at, chosen, reason, candidates)
      VALUES (@query_id, @attempt, @at, @chosen, @reason, @candidates)`),
    requeue: database.prepare(`
      UPDATE queries SET state = 'queued' WHERE query_id = ? AND state = 'running'`),
    reprioritise: database.prepare(`
      UPDATE queries SET priority_applied = @priority
      WHERE query_id = @query_id AND state IN ('queued', 'running')`),
    insertMove: database.prepare(`
      INSERT INTO query_moves (query_id, at, attempt, priority, rank, reason)
      VALUES (@query_id, @at, @attempt, @priority, @rank, @reason)`),
    moves: database.prepare('SELECT * FROM query_moves WHERE query_id = ? ORDER BY id'),
    putBack: database.prepare(`
      UPDATE queries SET state = 'queued', attempts = attempts - 1
      WHERE query_id = ? AND state = 'running'`),
    isUnfinished: database.prepare(`
      SELECT query_id FROM queries WHERE query_id = ? AND state IN ('queued', 'running')`),
    finish: database.prepare(`
      UPDATE queries SET state = @state, response_id = @response_id, model_used = @model_used,
        reason = @reason, finish_reason = @finish_reason, prompt_tokens = @prompt_tokens,
        completion_tokens = @completion_tokens, error = @error, attempts = @attempts,
        finished_at = @finished_at
      WHERE query_id = @query_id AND state IN ('queued', 'running')`),
    byId: database.prepare(`${WHOLE} WHERE query_id = ?`),
    byKey: database.prepare(`
      ${WHOLE} WHERE owner = ? AND module_id = ? AND idempotency_key = ?`),
    list: database.prepare(`
      SELECT ${SUMMARY} FROM queries
      WHERE state IN (SELECT value FROM json_each(@states))
        AND (@priority IS NULL OR priority_applied = @priority)
      ORDER BY created_at DESC, query_id DESC LIMIT @limit`),
    listFinished: database.prepare(`
      SELECT ${SUMMARY} FROM queries
      WHERE finished_at IS NOT NULL AND state IN (SELECT value FROM json_each(@states))
        AND (@priority IS NULL OR priority_applied = @priority)
      ORDER BY created_at DESC, query_id DESC LIMIT @limit`),
    unfinished: database.prepare(`
      SELECT query_id FROM queries WHERE state IN ('queued', 'running')
      ORDER BY created_at, rowid`),
    countUnfinished: database.prepare(`
      SELECT count(*) AS count FROM queries WHERE state IN ('queued', 'running')`),
    decisions: database.prepare('SELECT * FROM decisions WHERE query_id = ? ORDER BY attempt'),
  };
}

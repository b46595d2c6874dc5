import type { Database, Statement } from 'better-sqlite3';
import { mentions } from '../../shared/domain/text-search.ts';
import { FURTHEST_LISTED } from '../switch/ports.ts';
import type { DecisionRow, MoveRow, NewQueryRow, QueryRow, SummaryRow } from './query-rows.ts';

export interface MatchValues {
  /** JSON list. */
  readonly states: string;
  readonly priority: number | null;
  readonly module: string | null;
  readonly text: string | null;
}

interface ListValues extends MatchValues {
  readonly limit: number;
  readonly offset: number;
}

/** What its caller thinks of the answer. */
const FEEDBACK =
  '(SELECT score FROM feedback WHERE feedback.query_id = queries.query_id) AS feedback';

/** Not what was asked and answered, which may be long. */
const SUMMARY = `query_id, owner, state, module_id, module_type, query_type, query_type_source, priority_requested,
  priority_applied, (SELECT preview FROM contents WHERE id = request_id) AS preview, model_preference, model_used, reason, finish_reason, prompt_tokens,
  completion_tokens, error, attempts, beyond, ${FEEDBACK}, created_at, started_at, finished_at`;

const WHOLE = `SELECT queries.*, asked.preview, asked.text AS request, answered.text AS response,
  ${FEEDBACK}
  FROM queries LEFT JOIN contents AS asked ON asked.id = request_id
  LEFT JOIN contents AS answered ON answered.id = response_id`;

/** The condition of a list. A text is looked for in the newest rows only, because that reads them. */
const MATCHES = `state IN (SELECT value FROM json_each(@states))
  AND (@priority IS NULL OR priority_applied = @priority)
  AND (@module IS NULL OR module_id = @module)
  AND (@text IS NULL OR created_at >= coalesce((SELECT created_at FROM queries
      ORDER BY created_at DESC LIMIT 1 OFFSET ${FURTHEST_LISTED - 1}), 0)
    AND (mentions(query_id, @text)
      OR mentions((SELECT preview FROM contents WHERE id = request_id), @text)))`;

/** Every one is read as far as its condition; what it shows is read for those of the page only. */
const listed = (condition: string): string => `SELECT ${SUMMARY} FROM queries
  WHERE ${condition} ORDER BY created_at DESC, query_id DESC LIMIT @limit OFFSET @offset`;

const counted = (condition: string): string => `SELECT count(*) AS count FROM (
  SELECT 1 FROM queries WHERE ${condition} LIMIT ${FURTHEST_LISTED})`;

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
  readonly count: Statement<[MatchValues], { readonly count: number }>;
  readonly countFinished: Statement<[MatchValues], { readonly count: number }>;
  readonly unfinished: Statement<[], Pick<QueryRow, 'query_id'>>;
  readonly countUnfinished: Statement<[], { readonly count: number }>;
  readonly decisions: Statement<[string], DecisionRow>;
}

/** Every SQL text over `queries` and `decisions`. Terminal states are guarded in the WHERE. */
export function prepareQueryStatements(database: Database): QueryStatements {
  database.function('mentions', { deterministic: true }, (text: unknown, part: unknown) =>
    typeof text === 'string' && typeof part === 'string' && mentions(text, part) ? 1 : 0,
  );
  return {
    insert: database.prepare(`
      INSERT INTO queries (query_id, owner, state, module_id, module_type, query_type,
        query_type_source, priority_requested, priority_applied, request_id, body_hash, model_preference,
        idempotency_key, deadline_at, created_at)
      VALUES (@query_id, @owner, 'queued', @module_id, @module_type, @query_type,
        @query_type_source, @priority_requested, @priority_applied, @request_id, @body_hash, @model_preference,
        @idempotency_key, @deadline_at, @created_at)`),
    begin: database.prepare(`
      UPDATE queries SET state = 'running', attempts = @attempt,
        started_at = coalesce(started_at, @at)
      WHERE query_id = @query_id AND state IN ('queued', 'running')`),
    insertDecision: database.prepare(`
      INSERT OR REPLACE INTO decisions
        (query_id, attempt, at, chosen, reason, candidates, step, explores, cached_s)
      VALUES (@query_id, @attempt, @at, @chosen, @reason, @candidates, @step, @explores, @cached_s)`),
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
        completion_tokens = @completion_tokens, error = @error, attempts = @attempts, beyond = @beyond,
        finished_at = @finished_at
      WHERE query_id = @query_id AND state IN ('queued', 'running')`),
    byId: database.prepare(`${WHOLE} WHERE query_id = ?`),
    byKey: database.prepare(`
      ${WHOLE} WHERE owner = ? AND module_id = ? AND idempotency_key = ?`),
    list: database.prepare(listed(MATCHES)),
    listFinished: database.prepare(listed(`finished_at IS NOT NULL AND ${MATCHES}`)),
    count: database.prepare(counted(MATCHES)),
    countFinished: database.prepare(counted(`finished_at IS NOT NULL AND ${MATCHES}`)),
    unfinished: database.prepare(`
      SELECT query_id FROM queries WHERE state IN ('queued', 'running')
      ORDER BY created_at, rowid`),
    countUnfinished: database.prepare(`
      SELECT count(*) AS count FROM queries WHERE state IN ('queued', 'running')`),
    decisions: database.prepare('SELECT * FROM decisions WHERE query_id = ? ORDER BY attempt'),
  };
}

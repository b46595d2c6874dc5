import type { Database } from 'better-sqlite3';
import { type QueryId, queryId } from '../../shared/domain/ids.ts';
import { type Decision, previewOf, QUERY_STATES } from '../../shared/domain/query.ts';
import type { EpochMs } from '../../shared/domain/units.ts';
import type {
  NewQuery,
  QueryFilter,
  QueryMove,
  QueryOutcome,
  QueryStorePort,
  StoredQuery,
  StoredSummary,
  WholeQuery,
} from '../switch/ports.ts';
import type { Contents } from './contents.ts';
import type { GroupCommit } from './group-commit.ts';
import {
  decisionFromRow,
  type History,
  moveFromRow,
  newQueryRow,
  queryFromRow,
  summaryFromRow,
} from './query-rows.ts';
import {
  type MatchValues,
  prepareQueryStatements,
  type QueryStatements,
} from './query-statements.ts';

/** Behind thousands that wait, the finished ones are found by an index of their own. */
const isOfFinished = ({ states = QUERY_STATES }: QueryFilter): boolean =>
  !states.includes('queued') && !states.includes('running');

const matchValues = (filter: QueryFilter): MatchValues => ({
  states: JSON.stringify(filter.states ?? QUERY_STATES),
  priority: filter.priority ?? null,
  module: filter.module ?? null,
  text: filter.text ?? null,
});

const isWhole = (stored: StoredQuery): stored is WholeQuery => stored.request !== null;

export interface QueryStoreParts {
  readonly commit: GroupCommit;
  readonly contents: Contents;
  /** Whether what was asked and answered stays after the end. */
  readonly keepsContent: boolean;
}

/** Every accepted query, from its acceptance to its end and for a while after. */
export class QueryStore implements QueryStorePort {
  readonly #commit: GroupCommit;
  readonly #contents: Contents;
  readonly #keepsContent: boolean;
  readonly #sql: QueryStatements;
  /** Decisions that stand on record as they are: the end of a query need not write them again. */
  readonly #written = new WeakMap<Decision, QueryId>();
  /** The texts of candidates, which equal queries have in common. */
  readonly #texts = new WeakMap<Decision['candidates'], string>();

  constructor(database: Database, { commit, contents, keepsContent }: QueryStoreParts) {
    this.#commit = commit;
    this.#contents = contents;
    this.#keepsContent = keepsContent;
    this.#sql = prepareQueryStatements(database);
  }

  insert(query: NewQuery): Promise<void> {
    const text = JSON.stringify(query.request);
    const preview = previewOf(query.request);
    return this.#commit.write(() => {
      this.#sql.insert.run(newQueryRow(query, this.#contents.put(text, preview)));
    });
  }

  async begin(id: QueryId, decision: Decision, at: EpochMs): Promise<void> {
    let begun = false;
    await this.#commit.write(() => {
      begun = this.#sql.begin.run({ query_id: id, attempt: decision.attempt, at }).changes > 0;
      if (begun) this.#record(id, decision); // Else it ended meanwhile: no attempt, no decision.
    });
    if (begun) this.#written.set(decision, id);
  }

  requeue(id: QueryId): Promise<void> {
    return this.#commit.write(() => {
      this.#sql.requeue.run(id);
    });
  }

  move(id: QueryId, move: QueryMove): Promise<void> {
    return this.#commit.write(() => {
      const { changes } = this.#sql.reprioritise.run({ query_id: id, priority: move.priority });
      if (changes > 0) this.#sql.insertMove.run({ query_id: id, ...move });
    });
  }

  putBack(id: QueryId, decision: Decision): Promise<void> {
    return this.#commit.write(() => {
      if (this.#sql.putBack.run(id).changes > 0) this.#record(id, decision);
    });
  }

  finish(id: QueryId, outcome: QueryOutcome): Promise<void> {
    return this.#commit.write(() => {
      if (this.#sql.isUnfinished.get(id) === undefined) return;
      const answered = this.#keepsContent && outcome.response !== null;
      this.#sql.finish.run({
        query_id: id,
        state: outcome.state,
        response_id: answered ? this.#contents.put(outcome.response) : null,
        model_used: outcome.model_used,
        reason: outcome.reason,
        finish_reason: outcome.finish_reason,
        prompt_tokens: outcome.usage?.prompt_tokens ?? null,
        completion_tokens: outcome.usage?.completion_tokens ?? null,
        error: outcome.error && JSON.stringify(outcome.error),
        attempts: outcome.attempts,
        beyond: Number(outcome.beyond),
        finished_at: outcome.finished_at,
      });
      for (const decision of outcome.decisions) {
        if (this.#written.get(decision) !== id) this.#record(id, decision);
      }
      if (!this.#keepsContent) this.#contents.wipe(id);
    });
  }

  get(id: QueryId): StoredQuery | undefined {
    const row = this.#sql.byId.get(id);
    return row && queryFromRow(row, this.#historyOf(row.query_id));
  }

  list(filter: QueryFilter): readonly StoredSummary[] {
    return this.#sql[isOfFinished(filter) ? 'listFinished' : 'list']
      .all({ ...matchValues(filter), limit: filter.limit, offset: filter.offset ?? 0 })
      .map(summaryFromRow);
  }

  count(filter: QueryFilter): number {
    const statement = this.#sql[isOfFinished(filter) ? 'countFinished' : 'count'];
    return statement.get(matchValues(filter))?.count ?? 0;
  }

  *unfinished(): Generator<WholeQuery, void, void> {
    for (const { query_id } of this.#sql.unfinished.all()) {
      const stored = this.get(queryId(query_id));
      if (stored !== undefined && isWhole(stored)) yield stored;
    }
  }

  countUnfinished(): number {
    return this.#sql.countUnfinished.get()?.count ?? 0;
  }

  findByKey(owner: string, moduleId: string, key: string): StoredQuery | undefined {
    const row = this.#sql.byKey.get(owner, moduleId, key);
    return row && queryFromRow(row, this.#historyOf(row.query_id));
  }

  #record(id: QueryId, decision: Decision): void {
    const { attempt, at, chosen, reason, candidates, step, explores, cached_s } = decision;
    this.#sql.insertDecision.run({
      query_id: id,
      attempt,
      at: Date.parse(at),
      chosen,
      reason,
      candidates: this.#textOf(candidates),
      step: step ?? null,
      explores: explores === true ? 1 : null,
      cached_s: cached_s ?? null,
    });
  }

  #textOf(candidates: Decision['candidates']): string {
    const known = this.#texts.get(candidates);
    if (known !== undefined) return known;
    const text = JSON.stringify(candidates);
    this.#texts.set(candidates, text);
    return text;
  }

  #historyOf(id: string): History {
    return {
      decisions: this.#sql.decisions.all(id).map(decisionFromRow),
      moves: this.#sql.moves.all(id).map(moveFromRow),
    };
  }
}

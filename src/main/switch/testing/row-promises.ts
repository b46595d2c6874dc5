import type { QueryId } from '../../../shared/domain/ids.ts';
import type { Decision } from '../../../shared/domain/query.ts';
import { toAppError } from '../../../shared/errors/app-error.ts';
import { totalOf } from '../deciding/choosing/score.ts';
import type { StoredQuery } from '../ports.ts';
import { HISTORY, isTerminal, LIGHT, type LivedSwitch } from './lived-switch.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A query as it ended, when that was first seen. */
interface Seen {
  readonly row: StoredQuery;
  readonly text: string;
}

/** What is promised of each query that was acknowledged (DESIGN invariants 1, 2, 4 and 8). */
export class RowPromises {
  readonly #lived: LivedSwitch;
  readonly #must: (kept: boolean, fault: string) => void;
  readonly #known = new Map<QueryId, string>();
  readonly #ends = new Map<QueryId, Seen>();

  constructor(lived: LivedSwitch, must: (kept: boolean, fault: string) => void) {
    this.#lived = lived;
    this.#must = must;
  }

  all(): readonly StoredQuery[] {
    return [...this.#known.keys()].flatMap((id) => this.#lived.db.queries.get(id) ?? []);
  }

  /** Only an answer can be judged; the last word is the one on record. */
  async judge({ nth, score }: { readonly nth: number; readonly score: number }): Promise<void> {
    const ids = [...this.#known.keys()];
    const id = ids[nth % Math.max(1, ids.length)];
    if (id === undefined) return;
    const answered = this.#lived.stateOf(id) === 'succeeded';
    const said = await this.#lived.router.judge(id, score, () => true).catch(toAppError);
    const isTaken = !(said instanceof Error) && said.feedback === score;
    this.#must(isTaken === answered, 'a judgement was not taken, or of what was no answer');
  }

  acknowledged(id: QueryId, owner: string): void {
    const isKept = this.#lived.db.queries.get(id) !== undefined;
    this.#must(isKept, `${id} was acknowledged before it was kept`);
    this.#known.set(id, owner);
  }

  check(): void {
    for (const id of this.#known.keys()) this.#checkRow(id);
  }

  /**
   * Neither a crash nor a shutdown is a disconnect, and what they broke off was an attempt.
   * @param before what was on record when the product ended
   */
  checkRestart(before: readonly StoredQuery[]): void {
    for (const { query_id, state, attempts } of before) {
      const now = this.#lived.db.queries.get(query_id);
      if (now === undefined) continue; // `check` asks why.
      const cancelled = now.state === 'cancelled' && state !== 'cancelled';
      this.#must(!cancelled, 'the end of the product cancelled a query');
      const again = state === 'running' && now.state === 'running' ? 1 : 0;
      this.#must(now.attempts >= attempts + again, 'an attempt before the restart does not count');
    }
  }

  /** Its caller reads the same as the database, and nobody else reads anything. */
  checkReaders(): void {
    for (const [id, owner] of this.#known) {
      const { router } = this.#lived;
      const record = router.get(id, (one) => one === owner);
      const fits = record === undefined || !isTerminal(this.#lived.stateOf(id));
      this.#must(fits || record.state === this.#lived.stateOf(id), 'its caller reads another end');
      this.#must(record !== undefined, `${id} cannot be read by its caller`);
      this.#must(router.get(id, (one) => one !== owner) === undefined, `${id} is read by another`);
    }
  }

  checkAllEnded(): void {
    for (const id of this.#known.keys()) {
      this.#must(isTerminal(this.#lived.stateOf(id)), `${id} never ended`);
    }
  }

  #checkRow(id: QueryId): void {
    const row = this.#lived.db.queries.get(id);
    if (row === undefined) return this.#checkForgotten(id);
    const { attempts, state } = row;
    // After three the Light LLM has one more.
    const limit = row.decisions.at(-1)?.chosen === LIGHT ? 4 : 3;
    this.#must(attempts <= limit, `${attempts} attempts`);
    this.#must(state !== 'failed' || row.error !== null, 'a query failed without a reason');
    if (state === 'running' || state === 'succeeded') {
      this.#must(isDecisionTold(row), 'the decision is not on record');
    }
    this.#must((this.#lived.endsTold.get(id) ?? 0) <= 1, `the end of ${id} was told twice`);
    this.#must(row.feedback === null || state === 'succeeded', 'what was no answer is judged');
    this.#must(row.decisions.every(isScored), 'a score is not the sum of its parts');
    if (isTerminal(state)) this.#checkEnd(id, row);
    else this.#must(!this.#ends.has(id), `${id} came back to life`);
  }

  #checkEnd(id: QueryId, row: StoredQuery): void {
    const text = JSON.stringify([row.state, row.response, row.error]);
    const seen = this.#ends.get(id);
    this.#must((seen?.text ?? text) === text, `${id} changed after its end`);
    this.#ends.set(id, seen ?? { row, text });
    if (seen !== undefined || row.state !== 'succeeded') return;
    const isWhole = this.#lived.engine.answers.has(row.response ?? '');
    this.#must(isWhole, `"${row.response}" is no whole answer`);
  }

  /** Only what ended before the newest that stay readable, and whose key is older than a day. */
  #checkForgotten(id: QueryId): void {
    const end = this.#ends.get(id)?.row;
    this.#known.delete(id);
    if (end === undefined) return this.#must(false, `${id} is lost`);
    const ended = [...this.#ends.values()].map(({ row }) => row.finished_at ?? 0);
    const newer = ended.filter((at) => at > (end.finished_at ?? 0)).length;
    this.#must(newer >= HISTORY, `one of the last ${HISTORY} that ended was forgotten`);
    const isYoung = end.created_at >= this.#lived.clock.now() - DAY_MS;
    this.#must(end.idempotency_key === null || !isYoung, 'a young key was forgotten');
  }
}

/** Who is eligible has a score that its parts explain; who is not has none, and a reason. */
function isScored({ candidates }: Decision): boolean {
  return candidates.every(({ eligible, score, parts = null, reasons }) =>
    eligible ? parts !== null && score === totalOf(parts) : score === null && reasons.length > 0,
  );
}

function isDecisionTold({ attempts, decisions }: StoredQuery): boolean {
  const made = decisions.find(({ attempt }) => attempt === attempts);
  return (
    (made?.chosen ?? null) !== null &&
    made?.candidates.some(({ reasons }) => reasons.length > 0) === true
  );
}

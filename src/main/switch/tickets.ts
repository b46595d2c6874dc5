import type { QueryId } from '../../shared/domain/ids.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Job } from './job.ts';
import type { NewQuery, QueryStorePort, StoredQuery } from './ports.ts';

/** A query that is on record: still alive, or answered earlier under the same key. */
export type Ticket =
  | { readonly live: true; readonly job: Job }
  | { readonly live: false; readonly stored: StoredQuery };

/** A key of a caller makes one query, whoever repeats it and however soon. */
export class Tickets {
  readonly #queries: Pick<QueryStorePort, 'findByKey'>;
  readonly #jobs: ReadonlyMap<QueryId, Job>;
  /** Of queries not finished yet, set before the row is committed. */
  readonly #keys = new Map<string, Promise<Ticket>>();

  constructor(queries: Pick<QueryStorePort, 'findByKey'>, jobs: ReadonlyMap<QueryId, Job>) {
    this.#queries = queries;
    this.#jobs = jobs;
  }

  /**
   * @param commit makes the query when no earlier one has its key
   * @throws AppError IDEMPOTENCY_MISMATCH
   */
  async take(row: NewQuery, commit: () => Promise<Ticket>): Promise<Ticket> {
    if (row.idempotency_key === null) return commit();
    const key = JSON.stringify([row.owner, row.module_id, row.idempotency_key]);
    const first = this.#keys.get(key);
    if (first !== undefined) return sameBody(await first, row);
    const ticket = this.#earlier(row) ?? commit();
    this.#keys.set(key, ticket);
    const forget = (): boolean => this.#keys.delete(key);
    void ticket.then((result) => (result.live ? result.job.closed.then(forget) : forget()), forget);
    return sameBody(await ticket, row);
  }

  /** The query that used this key before, if its row is kept. */
  #earlier(row: NewQuery): Promise<Ticket> | undefined {
    const { owner, module_id, idempotency_key } = row;
    const stored = this.#queries.findByKey(owner, module_id, idempotency_key ?? '');
    if (stored === undefined) return undefined;
    const job = this.#jobs.get(stored.query_id);
    return Promise.resolve(job === undefined ? { live: false, stored } : { live: true, job });
  }
}

function sameBody(ticket: Ticket, row: NewQuery): Ticket {
  const first = ticket.live ? ticket.job.row : ticket.stored;
  if (first.body_hash === row.body_hash) return ticket;
  // Without the id: anonymous callers share an owner, and the id is all that guards an answer.
  throw new AppError('IDEMPOTENCY_MISMATCH');
}

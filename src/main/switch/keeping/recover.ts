import { AppError } from '../../../shared/errors/app-error.ts';
import { Job, MAX_ATTEMPTS } from '../job.ts';
import type { Clock, QueryOutcome, QueryStorePort, StoredQuery } from '../ports.ts';

export interface RecoverParts {
  readonly queries: QueryStorePort;
  readonly clock: Clock;
}

/** Why a query found unfinished at the start is not tried again; null when it is. */
function lostCause(stored: StoredQuery, now: number): AppError | null {
  if (stored.deadline_at !== null && stored.deadline_at <= now) {
    return new AppError('DEADLINE_EXCEEDED', {
      message: 'The deadline passed while VX11 Control was not running.',
    });
  }
  if (stored.attempts >= MAX_ATTEMPTS) {
    return new AppError('ATTEMPTS_EXHAUSTED', {
      message: `VX11 Control ended during each of ${stored.attempts} attempts to answer this query.`,
    });
  }
  return null;
}

/**
 * Brings the queries of an earlier run back: those that can still be answered wait again, with the
 * rank they had; the others are failed with the reason. Nothing acknowledged is forgotten.
 */
export async function recover({ queries, clock }: RecoverParts): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  const writes: Promise<void>[] = [];
  for (const stored of queries.unfinished()) {
    const error = lostCause(stored, clock.now());
    if (error === null) {
      if (stored.state === 'running') writes.push(queries.requeue(stored.query_id));
      jobs.push(Job.fromStored(stored));
    } else writes.push(queries.finish(stored.query_id, failed(stored, error, clock)));
  }
  await Promise.all(writes);
  return jobs;
}

function failed(stored: StoredQuery, error: AppError, clock: Clock): QueryOutcome {
  const { code, message } = error;
  return {
    attempts: stored.attempts,
    decisions: stored.decisions,
    state: code === 'DEADLINE_EXCEEDED' ? 'expired' : 'failed',
    response: null,
    model_used: stored.model_used,
    reason: stored.reason,
    finish_reason: null,
    usage: null,
    error: { code, message, data: { attempts: stored.attempts } },
    beyond: false,
    finished_at: clock.now(),
  };
}

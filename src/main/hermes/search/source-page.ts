import type { FoundModel, SourceReport } from '../../../shared/domain/found-model.ts';
import type { AppError } from '../../../shared/errors/app-error.ts';
import type { LeftOutCount } from './left-out.ts';

/** What one source brings for one page of a search. */
export interface SourcePage<Place> {
  readonly models: readonly FoundModel[];
  readonly leftOut: LeftOutCount;
  /** Where the next page begins; null: there is none. */
  readonly next: Place | null;
  /** What ended it early. */
  readonly failure: AppError | null;
  readonly token: SourceReport['token'];
}

function stateOf({ failure, models }: SourcePage<unknown>): SourceReport['state'] {
  if (failure === null) return 'ok';
  if (models.length > 0) return 'partial';
  if (failure.code === 'HUB_OFFLINE') return 'offline';
  return failure.code === 'HUB_RATE_LIMITED' ? 'rate_limited' : 'failed';
}

export function reportOf(source: SourceReport['source'], page: SourcePage<unknown>): SourceReport {
  const { failure, token, leftOut } = page;
  const retry: unknown = failure?.data['retry_after_s'];
  return {
    source,
    state: stateOf(page),
    code: failure?.code ?? null,
    reason: failure?.message ?? null,
    retry_after_s: typeof retry === 'number' ? retry : null,
    token,
    left_out: leftOut.counts(),
  };
}

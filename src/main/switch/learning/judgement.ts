import { modelId, queryId } from '../../../shared/domain/ids.ts';
import type { QueryRecord } from '../../../shared/domain/query.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Judgement } from '../ports.ts';

/**
 * What is learnt from a caller's word on an answer. That needs no text, so an answer whose content
 * is no longer kept can be judged, too.
 * @throws AppError QUERY_NOT_ANSWERED
 */
export function judgementOf(record: QueryRecord, score: number, at: EpochMs): Judgement {
  const { query_id, query_type, state, model_used } = record;
  if (state !== 'succeeded' || model_used === null) {
    throw new AppError('QUERY_NOT_ANSWERED', { data: { query_id, state } });
  }
  return { query_id: queryId(query_id), model_id: modelId(model_used), query_type, score, at };
}

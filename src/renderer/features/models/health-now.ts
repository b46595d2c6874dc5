import type { ModelHealth } from '../../../shared/domain/model.ts';

export interface Ailment {
  readonly state: Exclude<ModelHealth['state'], 'ok'>;
  readonly code: ModelHealth['code'];
  readonly reason: string | null;
  /** Until it is tried again by itself; null: not before somebody does something. */
  readonly left_s: number | null;
}

/**
 * What keeps a model from being used at `now`, in ms since 1970. The end of a pause is told by no
 * event, so what was read last may say longer than it is true that the model rests.
 */
export function healthNow({ state, retry_at, ...why }: ModelHealth, now: number): Ailment | null {
  if (state === 'ok') return null;
  if (retry_at === null) return { ...why, state, left_s: null };
  const left_s = Math.ceil((Date.parse(retry_at) - now) / 1000);
  return left_s > 0 ? { ...why, state, left_s } : null;
}

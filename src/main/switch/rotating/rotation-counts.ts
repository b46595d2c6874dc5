import type { RotationCause } from '../../../shared/domain/rotation.ts';

/** Why a model is brought into memory. */
export type LoadCause = Extract<RotationCause, 'query' | 'prediction' | 'operator' | 'pin'>;

/** What rotation came to since the start. */
export interface RotationCounts {
  readonly loads: Record<LoadCause, number>;
  /** Queries whose model was in memory when they were asked. */
  hits: number;
  misses: number;
  warmed_used: number;
  warmed_in_vain: number;
}

export function noCounts(): RotationCounts {
  const loads = { query: 0, prediction: 0, operator: 0, pin: 0 };
  return { loads, hits: 0, misses: 0, warmed_used: 0, warmed_in_vain: 0 };
}

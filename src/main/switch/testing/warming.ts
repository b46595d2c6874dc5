import { milliseconds } from '../../../shared/domain/units.ts';
import type { RotationTerms } from '../deciding/plan-terms.ts';
import type { WarmingPolicy } from '../predicting/warm.ts';

/** Models come for queries and leave for others, and for nothing else. */
export const AT_REST: WarmingPolicy = {
  predict: false,
  min_usage_for_warmup: 3,
  cooldown_period: milliseconds(300_000),
  max_active_models: 2,
  idle_unload: milliseconds(0),
};

/** Nobody wants anything of models but what waits. */
export const UNMOVED: RotationTerms = {
  called: [],
  released: new Set(),
  pinned: new Set(),
  predicted: new Set(),
  foreseen: null,
};

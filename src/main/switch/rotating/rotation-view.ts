import type { ModelId } from '../../../shared/domain/ids.ts';
import type { Prediction, RotatingModel, Rotation } from '../../../shared/domain/rotation.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import type { Distribution } from '../measuring/histogram.ts';
import type { Transition } from '../ports.ts';
import { type Foretold, WINDOW } from '../predicting/foresight.ts';
import { type WarmingPolicy, WORTH_A_PLACE } from '../predicting/warm.ts';
import type { RotationCounts } from './rotation-counts.ts';
import { toRotationEntry, type Whereabouts } from './rotation-history.ts';

/** What is known of one model. */
export interface RotatingScene {
  readonly model_id: ModelId;
  readonly whereabouts: Whereabouts;
  readonly running: number;
  readonly uses: number;
  readonly last_used: number | null;
  readonly load_s: number | null;
  readonly need: number;
  /** Since when it has nothing to do; null: it is away, or at work. */
  readonly idle_since: EpochMs | null;
}

export interface RotationScene {
  readonly active: ModelId | null;
  readonly policy: WarmingPolicy;
  readonly models: readonly RotatingScene[];
  readonly light: ModelId | null;
  /** When the Light LLM leaves unless it is used; null: it stays, or is away. */
  readonly light_leaves_at: EpochMs | null;
  readonly pinned: ReadonlySet<ModelId>;
  readonly predicted: ReadonlySet<ModelId>;
  readonly observed: number;
  readonly expected: number;
  readonly foretold: readonly Foretold[];
  readonly chosen: ReadonlyMap<QueryType, ModelId>;
  readonly decided: string;
  readonly counts: RotationCounts;
  readonly swap: Distribution | null;
  /** Newest first. */
  readonly history: readonly Transition[];
}

/** As people and programs are shown it. */
export function toRotation(scene: RotationScene): Rotation {
  const { policy, swap } = scene;
  return {
    active: scene.active,
    policy: {
      max_active_models: policy.max_active_models,
      min_usage_for_warmup: policy.min_usage_for_warmup,
      cooldown_s: policy.cooldown_period / 1000,
      idle_unload_s: policy.idle_unload / 1000,
    },
    models: scene.models.map((model) => toRotatingModel(model, scene)),
    prediction: toPrediction(scene),
    counts: {
      ...scene.counts,
      loads: { ...scene.counts.loads },
      swap_p50_s: swap === null ? null : swap.p50 / 1000,
      swap_p95_s: swap === null ? null : swap.p95 / 1000,
    },
    history: scene.history.map(toRotationEntry),
  };
}

function toPrediction(scene: RotationScene): Prediction {
  return {
    enabled: scene.policy.predict,
    observed: scene.observed,
    window_s: WINDOW / 1000,
    expected: scene.expected,
    types: scene.foretold.map(({ kind, next, probability, queued }) => ({
      query_type: kind,
      next,
      within_window: probability,
      queued,
      model_id: scene.chosen.get(kind) ?? null,
    })),
    decided: scene.decided,
  };
}

function toRotatingModel(model: RotatingScene, scene: RotationScene): RotatingModel {
  const { model_id, whereabouts, running, uses, load_s, need } = model;
  return {
    model_id,
    state: whereabouts.state,
    since: iso(whereabouts.since),
    light: model_id === scene.light,
    pinned: scene.pinned.has(model_id),
    warmed: isThere(whereabouts) && scene.predicted.has(model_id),
    running,
    uses,
    last_used: iso(model.last_used),
    load_s,
    need,
    leaves_at: iso(leavesAt(model, scene)),
  };
}

/** What is foretold keeps an idle model, as long as it counts. */
function leavesAt(model: RotatingScene, scene: RotationScene): number | null {
  const { idle_unload, predict } = scene.policy;
  if (scene.pinned.has(model.model_id) || !isThere(model.whereabouts)) return null;
  if (model.model_id === scene.light) return scene.light_leaves_at;
  const stays = idle_unload === 0 || (predict && model.need >= WORTH_A_PLACE);
  return stays || model.idle_since === null ? null : model.idle_since + idle_unload;
}

const isThere = ({ state }: Whereabouts): boolean => state === 'warm' || state === 'active';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

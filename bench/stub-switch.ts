import { join } from 'node:path';
import { systemClock } from '../src/main/core/clock.ts';
import { type HermesDB, openHermesDB } from '../src/main/hermesdb/hermesdb.ts';
import { DEFAULT_WEIGHTS } from '../src/main/switch/deciding/choosing/weights.ts';
import { Retention } from '../src/main/switch/keeping/retention.ts';
import type { CatalogPort, EnginePort } from '../src/main/switch/ports.ts';
import { Switch } from '../src/main/switch/switch.ts';
import { model } from '../src/main/switch/testing/models.ts';
import type { GenerationResult, ResidentModel } from '../src/shared/domain/generation.ts';
import { modelShape } from '../src/shared/domain/model-shape.test-support.ts';
import { bytes, milliseconds, seconds } from '../src/shared/domain/units.ts';

const QUICK = model('bench/quick:q8_0');
/** In memory, with all its places taken for ever. */
export const PAUSED = model('bench/paused:q8_0');
const MODELS = [QUICK, PAUSED];

const RESULT: GenerationResult = {
  finish_reason: 'stop',
  prompt_tokens: 1,
  cached_tokens: 0,
  completion_tokens: 1,
  first_token_ms: milliseconds(0),
  total_ms: milliseconds(0),
};

/** Answers at once, so that only the Switch and the database are measured. */
function stubEngine(onGenerate: () => void): EnginePort {
  const resident = (slots: number, running: number) =>
    ({ state: 'ready', slots, running, context_length: 4096, memory: null, pid: null }) as const;
  const residents: readonly ResidentModel[] = [
    { model_id: QUICK.id, ...resident(1000, 0) },
    { model_id: PAUSED.id, ...resident(4, 4) },
  ];
  return {
    residents: () => residents,
    load: () => Promise.resolve(),
    generate: (_id, _request, { onText }) => {
      onGenerate();
      onText('ok');
      return Promise.resolve(RESULT);
    },
    unload: () => Promise.resolve(),
    onLost: () => () => undefined,
    fits: () => true,
  };
}

const catalog: CatalogPort = {
  usable: () => MODELS,
  prepare: ({ id, path }) => Promise.resolve({ model_id: id, path, shape: modelShape() }),
  usage: () => ({ uses: 0, last_used: null }),
  labelOf: () => null,
};

export interface StubSwitch {
  readonly db: HermesDB;
  readonly router: Switch;
}

/** The real Switch and the real database on disk, without anything that computes. */
export function openStubSwitch(home: string, onGenerate: () => void): StubSwitch {
  const db = openHermesDB(join(home, 'vx11.db'));
  const retention = new Retention({
    store: db.retention,
    memory: db.settings,
    clock: systemClock,
    log: { warn: () => undefined },
    policy: { storeContent: 'on', days: 30, keep: 1000 },
  });
  const router = new Switch({
    engine: stubEngine(onGenerate),
    catalog,
    queries: db.queries,
    feedback: db.feedback,
    usage: db.usage,
    events: { publish: () => undefined },
    clock: systemClock,
    log: { warn: () => undefined },
    warming: {
      predict: true,
      min_usage_for_warmup: 3,
      cooldown_period: seconds(300),
      max_active_models: 2,
      idle_unload: seconds(3600),
    },
    rotations: db.rotations,
    kept: db.settings,
    choiceWeights: DEFAULT_WEIGHTS,
    collationPeriod: milliseconds(10_000),
    light: null,
    queueLimit: 20_000,
    queueMaxBytes: bytes(256e6),
    retention,
  });
  return { db, router };
}

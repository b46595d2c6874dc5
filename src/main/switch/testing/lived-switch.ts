import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelId, modelId, type QueryId, queryId } from '../../../shared/domain/ids.ts';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import { type TerminalState, terminalStateSchema } from '../../../shared/domain/query.ts';
import { bytes, milliseconds } from '../../../shared/domain/units.ts';
import { type HermesDB, openHermesDB } from '../../hermesdb/hermesdb.ts';
import { DEFAULT_WEIGHTS } from '../deciding/choosing/weights.ts';
import type { Job } from '../job.ts';
import { Retention } from '../keeping/retention.ts';
import { Switch } from '../switch.ts';
import { keepsTime, type Life } from './life-steps.ts';
import { model } from './models.ts';
import { ManualClock } from './switch-bench.ts';
import { WatchedEngine } from './watched-engine.ts';

export const MODELS = [
  model('a'),
  model('b', { specialties: ['code'] }),
  model('c', { specialties: ['analysis'] }),
];
export const LIGHT = modelId('l');
export const QUEUE_LIMIT = 5;
/** Finished queries that stay readable; more than can end in one step, so that each end is seen. */
export const HISTORY = 10;
export const LIGHT_IDLE_MS = 30_000;
export const COLLATION_MS = 10_000;
const IDLE_MS = 60_000;

interface Watcher {
  readonly must: (kept: boolean, fault: string) => void;
  readonly unloading: (id: ModelId) => void;
}

export const isTerminal = (state: string): state is TerminalState =>
  terminalStateSchema.safeParse(state).success;

/** The real Switch on a real database, with a gated engine: it can crash, and starts again. */
export class LivedSwitch {
  /** How often the end of a query was told to those who look on. */
  readonly endsTold = new Map<QueryId, number>();
  clock = new ManualClock();
  engine: WatchedEngine;
  db: HermesDB;
  router: Switch;
  readonly #folder = mkdtempSync(join(tmpdir(), 'vx11-life-'));
  readonly #life: Life;
  readonly #watcher: Watcher;

  constructor(life: Life, watcher: Watcher) {
    this.#life = life;
    this.#watcher = watcher;
    this.engine = this.#newEngine();
    this.db = this.#openDatabase();
    this.router = this.#newRouter();
  }

  get running(): readonly Job[] {
    return [...this.router.dispatcher.jobs.values()].filter(({ state }) => state === 'running');
  }

  stateOf(id: QueryId): string {
    return this.db.queries.get(id)?.state ?? 'gone';
  }

  /** What was in memory is gone; the clock goes on. */
  async restart(): Promise<void> {
    this.db.close();
    const now = this.clock.now();
    this.clock = new ManualClock();
    this.clock.set(now - this.clock.now());
    this.engine = this.#newEngine();
    this.db = this.#openDatabase();
    this.router = this.#newRouter();
    await this.router.start();
  }

  close(): void {
    this.db.close();
    rmSync(this.#folder, { recursive: true });
  }

  #newEngine(): WatchedEngine {
    const { light, places, slots } = this.#life;
    return new WatchedEngine({
      places,
      slots,
      light: light ? LIGHT : null,
      ...this.#watcher,
    });
  }

  #openDatabase(): HermesDB {
    return openHermesDB(join(this.#folder, 'vx11.db'));
  }

  #newRetention(): Retention {
    const retention = new Retention({
      store: this.db.retention,
      memory: this.db.settings,
      clock: this.clock,
      log: { warn: () => undefined },
      // What ended before a clock was set back is taken for the newest.
      policy: { storeContent: 'on', days: 365, keep: keepsTime(this.#life) ? HISTORY : 1000 },
    });
    retention.start();
    return retention;
  }

  #newRouter(): Switch {
    const { light, places } = this.#life;
    const models = light ? [...MODELS, model(LIGHT)] : MODELS;
    return new Switch({
      engine: this.engine,
      catalog: {
        usable: () => models,
        prepare: async ({ id, path }) => ({ model_id: id, path, shape: modelShape() }),
        usage: (id) => this.db.usage.ofModel(id),
        labelOf: () => null,
      },
      queries: this.db.queries,
      feedback: this.db.feedback,
      usage: this.db.usage,
      events: {
        publish: (event) => {
          if (event.type !== 'query' || !isTerminal(event.state)) return;
          const id = queryId(event.query_id);
          this.endsTold.set(id, (this.endsTold.get(id) ?? 0) + 1);
        },
      },
      clock: this.clock,
      log: { warn: () => undefined },
      light: light ? { model_id: LIGHT, idle_timeout: milliseconds(LIGHT_IDLE_MS) } : null,
      warming: {
        predict: true,
        min_usage_for_warmup: 1,
        cooldown_period: milliseconds(5000),
        max_active_models: places,
        idle_unload: milliseconds(IDLE_MS),
      },
      rotations: this.db.rotations,
      kept: this.db.settings,
      choiceWeights: DEFAULT_WEIGHTS,
      collationPeriod: milliseconds(COLLATION_MS),
      queueLimit: QUEUE_LIMIT,
      queueMaxBytes: bytes(1e9),
      retention: this.#newRetention(),
    });
  }
}

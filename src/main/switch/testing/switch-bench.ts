import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SystemEvent } from '../../../shared/contract/events.ts';
import type { StoredModel } from '../../../shared/domain/model.ts';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import {
  bytes,
  type EpochMs,
  epochMs,
  type Milliseconds,
  milliseconds,
} from '../../../shared/domain/units.ts';
import { type HermesDB, openHermesDB } from '../../hermesdb/hermesdb.ts';
import { DEFAULT_WEIGHTS } from '../deciding/choosing/weights.ts';
import type { Clock, QueryCaller } from '../ports.ts';
import { Switch, type SwitchParts } from '../switch.ts';
import { GatedEngine } from './gated-engine.ts';
import { model } from './models.ts';
import { AT_REST } from './warming.ts';

/** A clock that moves when the test says so. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  #alarms: { at: number; readonly run: () => void }[] = [];

  now(): EpochMs {
    return epochMs(this.#now);
  }

  after(delay: Milliseconds, run: () => void): () => void {
    const alarm = { at: this.#now + delay, run };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Alarms that are set and have neither rung nor been called off. */
  get alarms(): number {
    return this.#alarms.length;
  }

  /** Somebody sets the wall clock: alarms ring when they would have. */
  set(change: number): void {
    this.#now += change;
    for (const alarm of this.#alarms) alarm.at += change;
  }

  advance(delay: number): void {
    this.#now += delay;
    const due = this.#alarms.filter(({ at }) => at <= this.#now);
    this.#alarms = this.#alarms.filter(({ at }) => at > this.#now);
    for (const { run } of due) run();
  }
}

/** May have any priority. */
export const MADRE: QueryCaller = {
  owner: 'token:madre',
  module_id: 'madre',
  module_type: 'MADRE',
  highest_priority: 0,
};

/** The Switch on a real database, with a gated engine and a manual clock. */
export class SwitchBench {
  engine = new GatedEngine();
  readonly clock = new ManualClock();
  readonly events: SystemEvent[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'vx11-switch-'));
  db: HermesDB;
  router: Switch;
  readonly #models: StoredModel[];
  readonly #more: Partial<SwitchParts>;

  constructor(models: readonly StoredModel[] = [model('a')], more: Partial<SwitchParts> = {}) {
    this.#models = [...models];
    this.#more = more;
    this.db = openHermesDB(join(this.folder, 'vx11.db'));
    this.router = this.#build();
  }

  /** As after a crash: everything is new but the database, which knows what was committed. */
  async restart(): Promise<void> {
    this.db.close();
    this.engine = new GatedEngine();
    this.db = openHermesDB(join(this.folder, 'vx11.db'));
    this.router = this.#build();
    await this.router.start();
  }

  #build(): Switch {
    return new Switch({
      engine: this.engine,
      catalog: {
        usable: () => this.#models,
        prepare: async ({ id, path }) => {
          return { model_id: id, path, shape: modelShape() };
        },
        usage: (id) => this.db.usage.ofModel(id),
        labelOf: () => null,
      },
      queries: this.db.queries,
      feedback: this.db.feedback,
      usage: this.db.usage,
      events: { publish: (event) => this.events.push(event) },
      clock: this.clock,
      log: { warn: () => undefined },
      warming: AT_REST,
      rotations: this.db.rotations,
      kept: this.db.settings,
      choiceWeights: DEFAULT_WEIGHTS,
      collationPeriod: milliseconds(10_000),
      light: null,
      queueLimit: 100,
      queueMaxBytes: bytes(1e9),
      retention: { answerKeptSeconds: null, accepted: () => undefined },
      ...this.#more,
    });
  }

  async close(): Promise<void> {
    const stopped = this.router.stop(milliseconds(0));
    this.clock.advance(0);
    await stopped;
    this.db.close();
    rmSync(this.folder, { recursive: true });
  }
}

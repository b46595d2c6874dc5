import type { ModelId, QueryId } from '../../../shared/domain/ids.ts';
import type { Rotation } from '../../../shared/domain/rotation.ts';
import type { QueryType } from '../../../shared/domain/specialty.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Choice, Demand } from '../deciding/choosing/terms.ts';
import type { Called, RotationTerms } from '../deciding/plan-terms.ts';
import type { Fleet } from '../fleet.ts';
import type { Job } from '../job.ts';
import type { Statistics } from '../measuring/statistics.ts';
import type { CatalogPort, Clock, EnginePort, EventPort } from '../ports.ts';
import type { WarmingPolicy } from '../predicting/warm.ts';
import type { Pins } from './pins.ts';
import { type RotatingScene, toRotation } from './rotation-view.ts';
import { Warmer } from './warmer.ts';
import { Wishes } from './wishes.ts';

export interface RotatorParts {
  readonly engine: EnginePort;
  readonly catalog: CatalogPort;
  readonly events: EventPort;
  readonly clock: Clock;
  readonly light: { readonly model_id: ModelId } | null;
  readonly log: { warn(facts: object, message: string): void };
  readonly warming: WarmingPolicy;
}

interface RotatorScene {
  readonly fleet: Fleet;
  readonly pins: Pins;
  readonly statistics: Statistics;
  readonly jobs: ReadonlyMap<QueryId, Job>;
  /** Which model would take a query now. */
  readonly decide: (demand: Demand) => Choice;
  /** Something changed that may let models move. */
  readonly onChange: () => void;
  /** It is time to look at what is foretold. */
  readonly onDue: () => void;
}

/** What is wanted of models besides what waits: by operators, pins, prediction and idleness. */
export class Rotator {
  readonly warmer: Warmer;
  readonly #parts: RotatorParts;
  readonly #scene: RotatorScene;
  readonly #wishes = new Wishes();
  #stopped = false;

  constructor(parts: RotatorParts, scene: RotatorScene) {
    this.#parts = parts;
    this.#scene = scene;
    this.warmer = new Warmer({
      ...parts,
      ...scene,
      policy: parts.warming,
      queued: () => typesQueued(scene.jobs.values()),
    });
  }

  /** Brings in what is pinned, and says what can no longer be. */
  start(): void {
    const { surplus } = this.#scene.pins;
    if (surplus.length > 0) {
      const message = 'pinned models are ignored: max_active_models leaves no place for them';
      this.#parts.log.warn({ models: surplus }, message);
    }
    this.#scene.onChange();
  }

  /** For one pass; called once in each. */
  terms(now: EpochMs): RotationTerms {
    this.#settle();
    const { fleet, pins } = this.#scene;
    return {
      called: [...this.#called(), ...this.#pinned()],
      released: this.#wishes.released,
      pinned: pins.inForce,
      predicted: fleet.presence.predicted,
      foreseen: this.warmer.step(now),
    };
  }

  /** A pinned model is away, so that the end of its rest matters though nothing waits. */
  get misses(): boolean {
    const { fleet, pins } = this.#scene;
    return [...pins.inForce].some((id) => !fleet.isReady(id));
  }

  /** A load that no query waits for has come to its end, in whatever way. */
  tried(id: ModelId): void {
    this.#settle();
    this.#wishes.answered(id);
  }

  /**
   * Brings a model into memory before all that waits, or makes one that is there the active one. Its
   * health is no obstacle: whoever asks for it wants it tried.
   * @throws AppError MODEL_NOT_FOUND, SHUTTING_DOWN
   */
  rotate(id: ModelId): void {
    this.#check(id);
    this.#keep(id);
    this.#wishes.call(id);
    this.#scene.onChange();
  }

  /**
   * Lets a model leave once nothing runs on it.
   * @throws AppError MODEL_PINNED, SHUTTING_DOWN
   */
  unload(id: ModelId): void {
    const { fleet, pins } = this.#scene;
    if (this.#stopped) throw new AppError('SHUTTING_DOWN');
    if (pins.inForce.has(id)) throw new AppError('MODEL_PINNED', { data: { model_id: id } });
    if (!fleet.residents().some(({ model_id }) => model_id === id)) return;
    this.#wishes.release(id);
    fleet.presence.drain(id, LET_GO);
    this.#scene.onChange();
  }

  /** @throws AppError MODEL_NOT_FOUND, NO_PLACE, SHUTTING_DOWN, STORAGE_… */
  pin(id: ModelId): void {
    this.#check(id);
    this.#scene.pins.pin(id);
    this.#keep(id);
    this.#scene.onChange();
  }

  /** @throws AppError SHUTTING_DOWN, STORAGE_… */
  unpin(id: ModelId): void {
    if (this.#stopped) throw new AppError('SHUTTING_DOWN');
    this.#scene.pins.unpin(id);
    this.#scene.onChange();
  }

  /** @param entries of the history, at most */
  view(entries: number): Rotation {
    const { fleet, pins, statistics } = this.#scene;
    const { light, warming } = this.#parts;
    const now = this.#parts.clock.now();
    const outlook = this.warmer.outlook(now);
    return toRotation({
      ...outlook,
      active: fleet.active(),
      policy: warming,
      models: this.#models(outlook.needs, now),
      light: light?.model_id ?? null,
      light_leaves_at: fleet.lightLeavesAt(now),
      pinned: pins.inForce,
      predicted: fleet.presence.predicted,
      observed: this.warmer.observed,
      decided: this.warmer.decided,
      counts: fleet.presence.counts,
      swap: statistics.swap.distribution(),
      history: fleet.history.newest(entries),
    });
  }

  stop(): void {
    this.#stopped = true;
    this.warmer.stop();
  }

  #models(needs: ReadonlyMap<ModelId, number>, now: EpochMs): readonly RotatingScene[] {
    const { catalog } = this.#parts;
    const { fleet } = this.#scene;
    const residents = new Map(fleet.residents().map((one) => [one.model_id, one]));
    const idle = fleet.presence.idleSince(now);
    return catalog.usable().map(({ id }) => {
      const running = residents.get(id)?.running ?? 0;
      return {
        model_id: id,
        whereabouts: fleet.history.whereabouts(id),
        running,
        ...catalog.usage(id),
        load_s: fleet.history.loadTime(id),
        need: needs.get(id) ?? 0,
        idle_since: running > 0 ? null : (idle.get(id) ?? null),
      };
    });
  }

  #check(id: ModelId): void {
    if (this.#stopped) throw new AppError('SHUTTING_DOWN');
    if (this.#scene.fleet.stored(id) === undefined) {
      throw new AppError('MODEL_NOT_FOUND', { data: { model_id: id } });
    }
  }

  /** Whatever it was set aside or let go for, it is wanted now. */
  #keep(id: ModelId): void {
    const { fleet } = this.#scene;
    if (fleet.healthOf(id).state !== 'ok') fleet.renew(id);
    this.#wishes.keep(id);
    fleet.presence.stay(id, CALLED);
  }

  #settle(): void {
    const { fleet } = this.#scene;
    for (const id of this.#wishes.called) {
      if (!fleet.isReady(id)) continue;
      fleet.presence.touch(id, CALLED);
      this.#wishes.answered(id);
    }
    this.#wishes.left((id) => fleet.residents().some(({ model_id }) => model_id === id));
  }

  #called(): readonly Called[] {
    return [...this.#wishes.called].map((model) => ({ model, why: CALLED }));
  }

  /** What rests after a failure is not brought; its time will come. */
  #pinned(): readonly Called[] {
    const { fleet, pins } = this.#scene;
    return [...pins.inForce]
      .filter((id) => fleet.stored(id) !== undefined && fleet.healthOf(id).state === 'ok')
      .map((model) => ({ model, why: PINNED }));
  }
}

const CALLED = { cause: 'operator', reason: 'An operator called for it.' } as const;
const LET_GO = { cause: 'operator', reason: 'An operator has let it go.' } as const;
const PINNED = { cause: 'pin', reason: 'It is pinned.' } as const;

function* typesQueued(jobs: Iterable<Job>): Generator<QueryType, void, void> {
  for (const { state, row } of jobs) if (state === 'queued') yield row.query_type;
}

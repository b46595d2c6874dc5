import type { ResidentModel } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { Residency } from '../../shared/domain/model.ts';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { ModelView } from './choose.ts';
import type { MeasuredSpeeds } from './measured-speeds.ts';
import { ModelHealth } from './model-health.ts';
import type { CatalogPort, Clock, EnginePort, EventPort } from './ports.ts';

export interface FleetParts {
  readonly engine: EnginePort;
  readonly catalog: CatalogPort;
  readonly events: EventPort;
  readonly clock: Clock;
}

/** The models as the Switch knows them: which are in memory, on their way, healthy, used when. */
export class Fleet {
  readonly health = new ModelHealth();
  readonly #parts: FleetParts;
  readonly #speeds: MeasuredSpeeds;
  readonly #lastUsed = new Map<ModelId, number>();
  /** From the decision to load until the engine lists or refuses it. */
  readonly #arriving = new Set<ModelId>();
  readonly #leaving = new Set<ModelId>();
  #loads = 0;

  constructor(parts: FleetParts, speeds: MeasuredSpeeds) {
    this.#parts = parts;
    this.#speeds = speeds;
  }

  /** Models brought into memory since the start. */
  get loads(): number {
    return this.#loads;
  }

  /** When each model last began an answer, ms since 1970. */
  get lastUsed(): ReadonlyMap<ModelId, number> {
    return this.#lastUsed;
  }

  /** The model used last among those in memory; null when none is. */
  active(): ModelId | null {
    const used = (id: ModelId): number => this.#lastUsed.get(id) ?? 0;
    const ready = this.#parts.engine.residents().filter(({ state }) => state === 'ready');
    return ready.toSorted((a, b) => used(b.model_id) - used(a.model_id))[0]?.model_id ?? null;
  }

  touch(id: ModelId): void {
    this.#lastUsed.set(id, this.#parts.clock.now());
  }

  residents(): readonly ResidentModel[] {
    const listed = this.#parts.engine.residents();
    const arriving = [...this.#arriving]
      .filter((id) => !listed.some(({ model_id }) => model_id === id))
      .map((model_id): ResidentModel => {
        const nothing = { slots: 0, running: 0, context_length: 0, memory: null, pid: null };
        return { model_id, state: 'loading', ...nothing };
      });
    return [...listed, ...arriving].map((one) =>
      this.#leaving.has(one.model_id) ? { ...one, state: 'unloading' } : one,
    );
  }

  views(): readonly ModelView[] {
    const { catalog, clock } = this.#parts;
    const present = new Set(this.residents().map(({ model_id }) => model_id));
    return catalog.usable().map((model) => ({
      model,
      resident: present.has(model.id),
      success_rate: catalog.successRate(model.id),
      ailment: this.health.ailment(model.id, clock.now()),
    }));
  }

  /** @throws AppError what `CatalogPort.prepare` and `EnginePort.load` say */
  async load(id: ModelId, reason: string): Promise<void> {
    const { catalog, clock, engine } = this.#parts;
    const stored = catalog.usable().find((model) => model.id === id);
    if (stored === undefined) return;
    const started = clock.now();
    this.#arriving.add(id);
    this.#announce(id, 'loading', reason);
    try {
      await engine.load(await catalog.prepare(stored));
      this.#loads += 1;
      this.#speeds.loaded(id, clock.now() - started);
      this.#announce(id, 'resident', reason);
    } catch (caught) {
      this.#announce(id, 'cold', caught instanceof Error ? caught.message : String(caught));
      throw caught;
    } finally {
      this.#arriving.delete(id);
    }
  }

  /** The caller has seen to it that nothing runs on it. */
  async unload(id: ModelId, reason: string): Promise<void> {
    this.#leaving.add(id);
    try {
      await this.#parts.engine.unload(id);
      this.#announce(id, 'cold', reason);
    } finally {
      this.#leaving.delete(id);
    }
  }

  /** Blamed here and now: the next pass may come before the answers that broke off are told. */
  lost(id: ModelId, error: AppError): void {
    this.health.failed(id, error, this.#parts.clock.now());
    this.#announce(id, 'cold', error.message);
  }

  #announce(model_id: ModelId, residency: Residency, reason: string): void {
    this.#parts.events.publish({ type: 'residency', model_id, residency, reason });
  }
}

import type { ResidentModel } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { ModelHealth as Health, Residency, StoredModel } from '../../shared/domain/model.ts';
import { type EpochMs, milliseconds } from '../../shared/domain/units.ts';
import { type AppError, toAppError } from '../../shared/errors/app-error.ts';
import type { ModelView } from './deciding/choose.ts';
import { LightIdle, type LightLlmSettings } from './deciding/light-llm.ts';
import { ModelHealth } from './deciding/model-health.ts';
import { Loads } from './loads.ts';
import type { MeasuredSpeeds } from './measuring/measured-speeds.ts';
import type { CatalogPort, Clock, EnginePort, EventPort } from './ports.ts';

export interface FleetParts {
  readonly engine: EnginePort;
  readonly catalog: CatalogPort;
  readonly events: EventPort;
  readonly clock: Clock;
  /** null: none. */
  readonly light: LightLlmSettings | null;
}

/** Of a file that is gone, how often it is looked for. */
const LOOK_FOR_FILES_MS = milliseconds(2000);

/** The models as the Switch knows them: which are in memory, on their way, healthy, used when. */
export class Fleet {
  readonly health = new ModelHealth();
  readonly #parts: FleetParts;
  readonly #speeds: MeasuredSpeeds;
  readonly #lastUsed = new Map<ModelId, number>();
  /** From the decision to load until the engine lists or refuses it. */
  readonly #arriving = new Set<ModelId>();
  readonly #leaving = new Set<ModelId>();
  readonly #lightIdle: LightIdle;
  readonly #onFound: () => void;
  readonly #loading: Loads;
  #loads = 0;
  #lookingForFiles = false;

  /** @param onFound told when a file that was gone is back */
  constructor(parts: FleetParts, speeds: MeasuredSpeeds, onFound: () => void) {
    this.#onFound = onFound;
    this.#parts = parts;
    this.#speeds = speeds;
    this.#loading = new Loads(parts.engine);
    this.#lightIdle = new LightIdle(parts.light?.idle_timeout ?? milliseconds(0));
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
    const { catalog, clock, light } = this.#parts;
    const states = new Map(this.residents().map(({ model_id, state }) => [model_id, state]));
    return catalog.usable().map((model) => ({
      model,
      resident: states.has(model.id),
      ready: states.get(model.id) === 'ready',
      success_rate: catalog.successRate(model.id),
      ailment: this.health.ailment(model.id, clock.now()),
      light: model.id === light?.model_id,
    }));
  }

  /** What the library knows of a model that may be used. */
  stored(id: ModelId): StoredModel | undefined {
    return this.#parts.catalog.usable().find((model) => model.id === id);
  }

  /** As people and programs are told it. */
  healthOf(id: ModelId): Health {
    const ailment = this.health.ailment(id, this.#parts.clock.now());
    if (ailment === null) return { state: 'ok', code: null, reason: null, retry_at: null };
    const { state, until, error } = ailment;
    const retry_at = until === null ? null : new Date(until).toISOString();
    return { state, code: error.code, reason: error.message, retry_at };
  }

  /** The Light LLM and where it is; null when there is none. */
  light(): (LightLlmSettings & { readonly residency: Residency }) | null {
    const { light, catalog } = this.#parts;
    if (light === null || !catalog.usable().some(({ id }) => id === light.model_id)) return null;
    const state = this.residents().find(({ model_id }) => model_id === light.model_id)?.state;
    const residency = { loading: 'loading', ready: 'resident', unloading: 'draining' } as const;
    return { ...light, residency: state === undefined ? 'cold' : residency[state] };
  }

  /** When the Light LLM has been idle for long enough to leave; null while it works or is away. */
  lightLeavesAt(now: EpochMs): EpochMs | null {
    const id = this.#parts.light?.model_id;
    return this.#lightIdle.leavesAt(
      this.residents().find(({ model_id }) => model_id === id),
      now,
    );
  }

  /**
   * Models that do nothing leave for one that does not fit, when no other is on its way.
   * @throws AppError what `CatalogPort.prepare` and `EnginePort.load` say
   */
  async load(id: ModelId, reason: string): Promise<void> {
    const { catalog, clock } = this.#parts;
    const stored = this.stored(id);
    if (stored === undefined) return;
    const started = clock.now();
    this.#arriving.add(id);
    this.#announce(id, 'loading', reason);
    try {
      const target = await catalog.prepare(stored);
      await this.#loading.load(target, () => this.#makeRoomFor(id));
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

  /** False when no model is idle. */
  async #makeRoomFor(id: ModelId): Promise<boolean> {
    const idle = this.#idlest();
    if (idle !== undefined) await this.unload(idle, `makes room in memory for ${id}`);
    return idle !== undefined;
  }

  /** Of the models in memory that do nothing, the one not used for longest. */
  #idlest(): ModelId | undefined {
    const used = (id: ModelId): number => this.#lastUsed.get(id) ?? 0;
    return this.residents()
      .filter(({ state, running }) => state === 'ready' && running === 0)
      .map(({ model_id }) => model_id)
      .toSorted((a, b) => used(a) - used(b))[0];
  }

  /** The caller has seen to it that nothing runs on it. */
  async unload(id: ModelId, reason: string): Promise<void> {
    this.#leaving.add(id);
    try {
      await this.#parts.engine.unload(id);
      this.health.roomMade();
      this.#announce(id, 'cold', reason);
    } finally {
      this.#leaving.delete(id);
    }
  }

  /** Blamed here and now: the next pass may come before the answers that broke off are told. */
  lost(id: ModelId, error: AppError): void {
    this.blame(id, error);
    this.health.roomMade();
  }

  /** A failure of the model, on whatever occasion. */
  blame(id: ModelId, error: AppError): void {
    this.health.failed(id, error, this.#parts.clock.now());
    this.#announceNow(id, error.message);
    this.#lookForFiles();
  }

  /** Whatever it was set aside for, it may be tried again. */
  renew(id: ModelId): void {
    this.health.recovered(id);
    this.#announceNow(id, 'may be used again');
  }

  /** A model whose file was gone is good again as soon as the file is back. */
  #lookForFiles(): void {
    if (this.#lookingForFiles || this.health.missing().length === 0) return;
    this.#lookingForFiles = true;
    this.#parts.clock.after(LOOK_FOR_FILES_MS, () => void this.#lookNow());
  }

  async #lookNow(): Promise<void> {
    const { catalog } = this.#parts;
    const missing = new Set(this.health.missing());
    for (const model of catalog.usable()) {
      if (!missing.has(model.id)) continue;
      try {
        await catalog.prepare(model);
        this.health.found(model.id);
        this.#announceNow(model.id, 'its file is back');
        this.#onFound();
      } catch (caught) {
        // Still gone; of another file in its place the next load says what is wrong.
        if (toAppError(caught).code !== 'MODEL_FILE_MISSING') this.health.found(model.id);
      }
    }
    this.#lookingForFiles = false;
    this.#lookForFiles();
  }

  /** As it stands; a change of health is told the same way as one of residency. */
  #announceNow(id: ModelId, reason: string): void {
    const there = this.residents().some(
      ({ model_id, state }) => model_id === id && state === 'ready',
    );
    this.#announce(id, there ? 'resident' : 'cold', reason);
  }

  #announce(model_id: ModelId, residency: Residency, reason: string): void {
    this.#parts.events.publish({ type: 'residency', model_id, residency, reason });
  }
}

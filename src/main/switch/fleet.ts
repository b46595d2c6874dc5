import type { ResidentModel } from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { ModelHealth as Health, Residency, StoredModel } from '../../shared/domain/model.ts';
import { type EpochMs, milliseconds } from '../../shared/domain/units.ts';
import { AppError, toAppError } from '../../shared/errors/app-error.ts';
import type { ModelView } from './deciding/choosing/terms.ts';
import { LightIdle, type LightLlmSettings } from './deciding/light-llm.ts';
import { ModelHealth } from './deciding/model-health.ts';
import type { Learner } from './learning/learner.ts';
import { Loads } from './loads.ts';
import type { MeasuredSpeeds } from './measuring/measured-speeds.ts';
import type { Statistics } from './measuring/statistics.ts';
import { MissingFiles } from './missing-files.ts';
import { keptIfSame } from './model-views.ts';
import type { CatalogPort, EnginePort } from './ports.ts';
import type { Pins } from './rotating/pins.ts';
import { type LoadWhy, Presence, type Why } from './rotating/presence.ts';
import { type HistoryParts, RotationHistory } from './rotating/rotation-history.ts';

export interface FleetParts extends HistoryParts {
  readonly engine: EnginePort;
  readonly catalog: CatalogPort;
  /** null: none. */
  readonly light: LightLlmSettings | null;
}

interface FleetScene {
  readonly speeds: MeasuredSpeeds;
  readonly learner: Learner;
  readonly statistics: Pick<Statistics, 'swap'>;
  readonly pins: Pins;
}

/** The models as the Switch knows them: which are in memory, on their way, healthy, used when. */
export class Fleet {
  readonly health = new ModelHealth();
  readonly history: RotationHistory;
  readonly presence: Presence;
  readonly #parts: FleetParts;
  readonly #speeds: MeasuredSpeeds;
  readonly #learner: Learner;
  readonly #statistics: Pick<Statistics, 'swap'>;
  readonly #pins: Pins;
  /** From the decision to load until the engine lists or refuses it; aborted when called off. */
  readonly #arriving = new Map<ModelId, AbortController>();
  readonly #leaving = new Set<ModelId>();
  readonly #lightIdle: LightIdle;
  readonly #files: MissingFiles;
  readonly #loading: Loads;
  #views: readonly ModelView[] = [];

  /** @param onFound told when a file that was gone is back */
  constructor(
    parts: FleetParts,
    { speeds, learner, statistics, pins }: FleetScene,
    onFound: () => void,
  ) {
    this.#parts = parts;
    this.#speeds = speeds;
    this.#learner = learner;
    this.#statistics = statistics;
    this.#pins = pins;
    this.#loading = new Loads(parts.engine);
    this.#lightIdle = new LightIdle(parts.light?.idle_timeout ?? milliseconds(0));
    this.history = new RotationHistory(parts);
    this.presence = new Presence({
      clock: parts.clock,
      history: this.history,
      ready: () => this.#ready(),
    });
    this.#files = new MissingFiles({
      ...parts,
      health: this.health,
      onFound: (id) => {
        this.#announceNow(id, 'its file is back');
        onFound();
      },
    });
  }

  /** Models brought into memory since the start. */
  get loads(): number {
    return this.presence.arrived;
  }

  /** The model used last among those in memory; null when none is. */
  active(): ModelId | null {
    return this.presence.active();
  }

  /** It takes queries. */
  isReady(id: ModelId): boolean {
    return this.#ready().includes(id) && !this.presence.isDraining(id);
  }

  /** In memory, and not on the way out. */
  #ready(): readonly ModelId[] {
    return this.#parts.engine
      .residents()
      .filter(({ model_id, state }) => state === 'ready' && !this.#leaving.has(model_id))
      .map(({ model_id }) => model_id);
  }

  residents(): readonly ResidentModel[] {
    const listed = this.#parts.engine.residents();
    const unlisted = [...new Set([...this.#arriving.keys(), ...this.#leaving])]
      .filter((id) => !listed.some(({ model_id }) => model_id === id))
      .map((model_id): ResidentModel => {
        const nothing = { slots: 0, running: 0, context_length: 0, memory: null, pid: null };
        return { model_id, state: 'loading', ...nothing };
      });
    return [...listed, ...unlisted].map((one) =>
      this.#leaving.has(one.model_id) ? { ...one, state: 'unloading' } : one,
    );
  }

  /** As they are now; the very same list as before while nothing about any of them has changed. */
  views(): readonly ModelView[] {
    const { catalog, clock, light } = this.#parts;
    const now = clock.now();
    const residents = new Map(this.residents().map((one) => [one.model_id, one]));
    const views = catalog.usable().map((model): ModelView => {
      const resident = residents.get(model.id);
      const ready = resident?.state === 'ready' && !this.presence.isDraining(model.id);
      return {
        model,
        resident: resident !== undefined,
        ready,
        context_tokens: ready ? resident.context_length : model.context_length,
        pace: this.#speeds.paces.of(model.id),
        experience: this.#learner.of(model.id),
        ailment: this.health.ailment(model.id, now),
        light: model.id === light?.model_id,
      };
    });
    this.#views = keptIfSame(this.#views, views);
    return this.#views;
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

  /** When the Light LLM has been idle for long enough to leave; null while it works, is pinned, or is away. */
  lightLeavesAt(now: EpochMs): EpochMs | null {
    const id = this.#parts.light?.model_id;
    if (id !== undefined && this.#pins.inForce.has(id)) return null;
    return this.#lightIdle.leavesAt(
      this.residents().find(({ model_id }) => model_id === id),
      now,
    );
  }

  /**
   * Models that do nothing leave for one that does not fit, when no other is on its way; not for one
   * that is only foretold.
   * @returns false when it was called off meanwhile, or the library has it no more
   * @throws AppError what `CatalogPort.prepare` and `EnginePort.load` say
   */
  async load(id: ModelId, why: LoadWhy): Promise<boolean> {
    const { clock } = this.#parts;
    const stored = this.stored(id);
    if (stored === undefined) return false;
    const call = new AbortController();
    this.#arriving.set(id, call);
    this.#announce(id, 'loading', why.reason);
    this.presence.loading(id, why);
    const began = clock.now();
    try {
      await this.#bring(stored, why, call.signal);
      this.#came(id, why, Math.max(0, clock.now() - began));
      return true;
    } catch (caught) {
      // Whoever called it off tells that it is away.
      if (call.signal.aborted) return false;
      throw this.#didNotCome(id, toAppError(caught));
    } finally {
      if (this.#arriving.get(id) === call) this.#arriving.delete(id);
    }
  }

  async #bring(stored: StoredModel, { cause }: LoadWhy, signal: AbortSignal): Promise<void> {
    const target = await this.#parts.catalog.prepare(stored);
    const makeRoom = async (): Promise<boolean> =>
      cause !== 'prediction' && (await this.#makeRoomFor(stored.id));
    await this.#loading.load(target, makeRoom, signal);
    signal.throwIfAborted();
  }

  #came(id: ModelId, why: LoadWhy, tookMs: number): void {
    this.#speeds.loaded(id, tookMs);
    this.#statistics.swap.add(tookMs);
    this.#announce(id, 'resident', why.reason);
    this.presence.came(id, why, tookMs);
  }

  /** Where pinned models add to a lack of memory, they are named. */
  #didNotCome(id: ModelId, error: AppError): AppError {
    const told =
      error.code === 'OUT_OF_MEMORY' ? besidePinned(error, this.#pinnedBeside(id)) : error;
    this.#announce(id, 'cold', told.message);
    this.presence.gone(id, { cause: 'failure', reason: told.message });
    return told;
  }

  #pinnedBeside(id: ModelId): readonly ModelId[] {
    return this.#ready().filter((one) => one !== id && this.#pins.inForce.has(one));
  }

  /** False when no model is idle. */
  async #makeRoomFor(id: ModelId): Promise<boolean> {
    const idle = this.#idlest();
    if (idle === undefined) return false;
    await this.unload(idle, { cause: 'room', reason: `makes room in memory for ${id}` });
    return true;
  }

  /** Of the models in memory that do nothing and may leave, the one not used for longest. */
  #idlest(): ModelId | undefined {
    const used = (id: ModelId): number => this.presence.lastUsed.get(id) ?? 0;
    return this.residents()
      .filter(({ state, running }) => state === 'ready' && running === 0)
      .map(({ model_id }) => model_id)
      .filter((id) => !this.#pins.inForce.has(id))
      .toSorted((a, b) => used(a) - used(b))[0];
  }

  /** The caller has seen to it that nothing runs on it. A load under way is called off. */
  async unload(id: ModelId, why: Why): Promise<void> {
    this.#arriving.get(id)?.abort();
    this.#arriving.delete(id);
    this.#leaving.add(id);
    this.presence.drain(id, why);
    try {
      await this.#parts.engine.unload(id);
      this.health.roomMade();
      this.#announce(id, 'cold', why.reason);
      this.presence.gone(id, why);
    } finally {
      this.#leaving.delete(id);
    }
  }

  /** Blamed here and now: the next pass may come before the answers that broke off are told. */
  lost(id: ModelId, error: AppError): void {
    this.presence.gone(id, { cause: 'failure', reason: error.message });
    this.blame(id, error);
    this.health.roomMade();
  }

  /** A failure of the model, on whatever occasion. */
  blame(id: ModelId, error: AppError): void {
    this.health.failed(id, error, this.#parts.clock.now());
    this.#announceNow(id, error.message);
    this.#files.look();
  }

  /** Whatever it was set aside for, it may be tried again. */
  renew(id: ModelId): void {
    this.health.recovered(id);
    this.#announceNow(id, 'may be used again');
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

function besidePinned(error: AppError, pinned: readonly ModelId[]): AppError {
  if (pinned.length === 0) return error;
  return new AppError(error.code, {
    message: `${error.message} Pinned in memory: ${pinned.join(', ')}; unpin to make room.`,
    data: { ...error.data, pinned_models: pinned },
    cause: error,
  });
}

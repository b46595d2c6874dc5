import { statSync } from 'node:fs';
import type {
  GenerationHooks,
  GenerationRequest,
  GenerationResult,
  LoadTarget,
  ResidentModel,
} from '../../shared/domain/generation.ts';
import type { ModelId } from '../../shared/domain/ids.ts';
import type { ModelShape } from '../../shared/domain/model-shape.ts';
import { type Bytes, type Milliseconds, seconds } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { systemClock } from '../core/clock.ts';
import type { EnginePort } from '../switch/ports.ts';
import { availableMemory } from './available-memory.ts';
import { notResident } from './engine-errors.ts';
import {
  DEFAULT_TIMINGS,
  type EngineTimer,
  type EngineTimings,
  type HostParts,
} from './engine-parts.ts';
import { KeptPrefixes } from './kept-prefixes.ts';
import type { Planned } from './memory/choose-plan.ts';
import { MemoryBook } from './memory/memory-book.ts';
import { MemoryGate, type Occupant } from './memory/memory-gate.ts';
import { HOST_OPTIONS, ModelHost } from './model-host.ts';
import type { InstalledModelsPort, MemoryCorrectionPort } from './ports.ts';
import { SpareChild } from './spare-child.ts';

export interface EnginePoolParts extends Omit<HostParts, 'timings' | 'timer' | 'prefixes'> {
  readonly timings?: Partial<EngineTimings>;
  readonly timer?: EngineTimer;
  /** How long a process is kept started for the next load; without it, none is. */
  readonly spareIdle?: Milliseconds;
  /** Where computed beginnings of prompts are kept during this run; it is emptied. */
  readonly prefixFolder?: string;
  /** Bytes a new process could take now. Default: asks the system. */
  readonly availableMemory?: () => Bytes;
  /** Most that one model may need; without it, what is free. */
  readonly memoryLimit?: Bytes | undefined;
  /** What earlier loads taught about the estimate of memory. */
  readonly corrections: MemoryCorrectionPort;
  readonly installed: InstalledModelsPort;
}

/** A spare process must not be what drives the machine into swapping. */
const SPARE_ROOM_BYTES = 1_000_000_000;

/** How often it is looked whether the machine has time for one, and how often at most. */
const QUIET_AFTER = seconds(1);
const MOST_LOOKS = 30;

interface Resident {
  readonly host: ModelHost;
  readonly target: LoadTarget;
  readonly planned: Planned;
}

type LostListener = (id: ModelId, error: AppError) => void;

/** The models in memory, one process each. */
export class EnginePool implements EnginePort {
  readonly #parts: HostParts;
  readonly #availableMemory: () => Bytes;
  readonly #book: MemoryBook;
  readonly #memory: MemoryGate;
  readonly #spare: SpareChild | undefined;
  readonly #residents = new Map<ModelId, Resident>();
  readonly #lostListeners = new Set<LostListener>();
  #closing = false;
  #callOffPreparing: () => void = () => undefined;

  constructor({
    timings,
    timer = systemClock,
    availableMemory: memory = availableMemory,
    corrections,
    installed,
    spareIdle,
    prefixFolder,
    memoryLimit,
    ...parts
  }: EnginePoolParts) {
    const prefixes =
      prefixFolder === undefined ? undefined : new KeptPrefixes(prefixFolder, parts.log);
    const adapter = prefixes?.over(parts.adapter) ?? parts.adapter;
    this.#spare = spareIdle === undefined ? undefined : new SpareChild(adapter, timer, spareIdle);
    this.#parts = {
      ...parts,
      prefixes,
      adapter: this.#spare ?? adapter,
      timings: { ...DEFAULT_TIMINGS, ...timings },
      timer,
    };
    this.#availableMemory = memory;
    this.#book = new MemoryBook(corrections, parts.log);
    this.#memory = new MemoryGate({
      availableMemory: memory,
      book: this.#book,
      installed,
      wanted: { slots: parts.slots, context_tokens: parts.contextTokens },
      limit: memoryLimit,
      log: parts.log,
    });
  }

  residents(): readonly ResidentModel[] {
    return [...this.#residents.values()].map(({ host }) => host.view());
  }

  /** The process kept for the next load. */
  get sparePid(): number | null {
    return this.#spare?.pid ?? null;
  }

  /** Joins a load under way; a model that is just leaving is loaded anew once it has left. */
  async load(target: LoadTarget): Promise<void> {
    const present = this.#residents.get(target.model_id);
    if (present === undefined) return this.#start(target);
    if (!present.host.leaving) return present.host.loaded;
    await present.host.gone;
    return this.load(target);
  }

  async generate(
    id: ModelId,
    request: GenerationRequest,
    hooks: GenerationHooks,
  ): Promise<GenerationResult> {
    const resident = this.#residents.get(id);
    if (resident === undefined) throw notResident(id);
    return resident.host.generate(request, hooks);
  }

  /** What is still running is aborted and rejects. Nothing to do for a model that is not there. */
  async unload(id: ModelId): Promise<void> {
    await this.#residents.get(id)?.host.unload();
  }

  onLost(listener: LostListener): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  /**
   * Starts a process ahead of the next load, if that was asked for and there is room for it.
   * @param path of the model that is likely to be next
   */
  prepare(path?: string): void {
    if (this.#closing || this.#availableMemory() < SPARE_ROOM_BYTES) return;
    const reads = path === undefined ? [] : [path];
    this.#spare?.prepare(this.#parts.hostModule, { ...HOST_OPTIONS, reads });
  }

  /** Ends every process; nothing is loaded afterwards. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#callOffPreparing();
    this.#spare?.drop();
    await Promise.all([...this.#residents.keys()].map((id) => this.unload(id)));
    this.#parts.prefixes?.close();
  }

  /** Checks and starts in one turn, so that two loads never count on the same memory. */
  #start(target: LoadTarget): Promise<void> {
    if (this.#closing) throw new AppError('SHUTTING_DOWN');
    refuseIfMissing(target);
    const planned = this.#memory.admit(target, this.#occupants());
    const host = new ModelHost(target, planned, this.#parts, {
      onGone: (lost) => this.#gone(target.model_id, lost),
      onMeasured: (measured) => this.#book.learn(target.shape, planned.plan, measured),
    });
    this.#residents.set(target.model_id, { host, target, planned });
    host.loaded.then(
      () => this.#prepareWhenQuiet(),
      () => undefined,
    );
    return host.loaded;
  }

  /** Bytes that one more model may take now. */
  freeMemory(): Bytes {
    return this.#memory.free(this.#occupants());
  }

  fits(shape: ModelShape, leaving: readonly ModelId[]): boolean {
    return this.#memory.wouldFit(shape, this.#occupants(), leaving);
  }

  #occupants(): readonly Occupant[] {
    return [...this.#residents.values()].map((one) => ({ ...one, state: one.host.view().state }));
  }

  /**
   * Starting a process takes a core for most of a second; beside the first answer of a model that
   * was just loaded it would cost that answer half a second more.
   */
  #prepareWhenQuiet(looks = 1): void {
    this.#callOffPreparing();
    this.#callOffPreparing = this.#parts.timer.after(QUIET_AFTER, () => {
      const busy = this.residents().some(({ state, running }) => state !== 'ready' || running > 0);
      if (busy && looks < MOST_LOOKS) this.#prepareWhenQuiet(looks + 1);
      else this.prepare();
    });
  }

  #gone(id: ModelId, lost: AppError | null): void {
    this.#residents.delete(id);
    if (lost === null) return;
    for (const listener of this.#lostListeners) listener(id, lost);
  }
}

/** @throws AppError MODEL_FILE_MISSING; the start of a process would only say it later */
function refuseIfMissing(target: LoadTarget): void {
  if (statSync(target.path, { throwIfNoEntry: false })?.isFile() === true) return;
  throw new AppError('MODEL_FILE_MISSING', {
    message: `The file of "${target.model_id}" is no longer there. Download it again or remove the model.`,
    data: { model_id: target.model_id },
  });
}

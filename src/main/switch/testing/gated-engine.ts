import type {
  GenerationHooks,
  GenerationRequest,
  GenerationResult,
  LoadTarget,
  ResidentModel,
} from '../../../shared/domain/generation.ts';
import type { ModelId } from '../../../shared/domain/ids.ts';
import { milliseconds } from '../../../shared/domain/units.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { EnginePort } from '../ports.ts';

/** An answer under way: the test decides what it says and how it ends. */
export interface Gate {
  readonly model: ModelId;
  readonly request: GenerationRequest;
  readonly hooks: GenerationHooks;
  finish(): void;
  fail(error: AppError): void;
}

const RESULT: GenerationResult = {
  finish_reason: 'stop',
  prompt_tokens: 2,
  cached_tokens: 0,
  completion_tokens: 3,
  first_token_ms: milliseconds(1),
  total_ms: milliseconds(2),
};

/** What every paused answer has written, in tokens. */
const TOKENS = [7, 8];

/** A stand-in for the engine with gates instead of time: nothing ends before the test says so. */
export class GatedEngine implements EnginePort {
  slots = 2;
  /** Errors that the next loads of a model end with. */
  readonly loadErrors = new Map<string, AppError[]>();
  /** Loads wait for this. */
  loadGate: Promise<void> = Promise.resolve();
  /** Loads of one model wait for this, too. */
  readonly loadGates = new Map<string, Promise<void>>();
  /** Answers told to pause wait for this before they do. */
  pauseGate: Promise<void> = Promise.resolve();
  /** Whether a model that is foretold fits in memory. */
  fitting = true;
  readonly unloaded: ModelId[] = [];
  readonly gates: Gate[] = [];
  readonly #residents = new Map<ModelId, { running: number }>();
  /** Loads under way, to be ended from outside. */
  readonly #loads = new Map<ModelId, PromiseWithResolvers<never>>();
  readonly #lost = new Set<(id: ModelId, error: AppError) => void>();
  #waiting: (() => void)[] = [];

  residents(): readonly ResidentModel[] {
    return [...this.#residents].map(([model_id, { running }]) => {
      const rest = { context_length: 512, memory: null, pid: 1 };
      return { model_id, state: 'ready', slots: this.slots, running, ...rest };
    });
  }

  async load({ model_id }: LoadTarget): Promise<void> {
    const ended = Promise.withResolvers<never>();
    this.#loads.set(model_id, ended);
    try {
      await Promise.race([ended.promise, this.#gatesOf(model_id)]);
    } finally {
      this.#loads.delete(model_id);
    }
    const error = this.loadErrors.get(model_id)?.shift();
    if (error !== undefined) throw error;
    this.#residents.set(model_id, { running: 0 });
  }

  async #gatesOf(id: ModelId): Promise<void> {
    await this.loadGate;
    await this.loadGates.get(id);
  }

  generate(model: ModelId, request: GenerationRequest, hooks: GenerationHooks) {
    const resident = this.#residents.get(model);
    if (resident === undefined) throw new Error(`${model} is not in memory`);
    resident.running += 1;
    const { promise, resolve, reject } = Promise.withResolvers<GenerationResult>();
    hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason));
    const pause = async (): Promise<void> => {
      await this.pauseGate;
      hooks.onPaused?.(TOKENS);
      reject(hooks.pause?.reason);
    };
    hooks.pause?.addEventListener('abort', () => void pause());
    this.gates.push({ model, request, hooks, finish: () => resolve(RESULT), fail: reject });
    for (const wake of this.#waiting.splice(0)) wake();
    return promise.finally(() => {
      resident.running -= 1;
    });
  }

  async unload(id: ModelId): Promise<void> {
    if ((this.#residents.get(id)?.running ?? 0) > 0) throw new Error(`${id} was working`);
    this.unloaded.push(id);
    this.#residents.delete(id);
    this.#loads.get(id)?.reject(new AppError('ENGINE_CRASHED'));
  }

  fits(): boolean {
    return this.fitting;
  }

  onLost(listener: (id: ModelId, error: AppError) => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  /** The process of a model ends by itself. */
  lose(id: ModelId, error: AppError): void {
    this.#residents.delete(id);
    for (const listener of this.#lost) listener(id, error);
    for (const gate of this.gates) if (gate.model === id) gate.fail(error);
  }

  /** Resolves with the n-th answer (from 0) once it has begun. */
  async gate(index: number): Promise<Gate> {
    for (;;) {
      const gate = this.gates[index];
      if (gate !== undefined) return gate;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }
}

import type {
  GenerationHooks,
  GenerationRequest,
  GenerationResult,
  LoadTarget,
  ResidentModel,
} from '../../shared/domain/generation.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type {
  ChildExit,
  ChildHandle,
  ForkOptions,
} from '../core/children/child-process-adapter.ts';
import {
  crashed,
  hung,
  loadTimedOut,
  misbehaved,
  notResident,
  unloadedMeanwhile,
} from './engine-errors.ts';
import type { HostParts } from './engine-parts.ts';
import { Heartbeat } from './heartbeat.ts';
import { PREFIX_BYTES } from './kept-prefixes.ts';
import type { Planned } from './memory/choose-plan.ts';
import type { Measured } from './memory/held.ts';
import { MemoryWatch } from './memory/memory-watch.ts';
import { type FromHost, fromHostSchema, type ToHost } from './protocol.ts';
import { RunningGenerations } from './running-generations.ts';

/**
 * One thread in libuv's pool: decoding hops between that pool and llama.cpp's own threads, and with
 * more of them it loses its place on the cores (0.56 of the speed for a small model).
 */
export const HOST_OPTIONS = {
  name: 'VX11 model',
  env: { UV_THREADPOOL_SIZE: '1' },
} as const satisfies ForkOptions;

export interface HostListeners {
  /**
   * Called once, when the process no longer exists and before anything rejects; with an error when
   * a model that was ready was lost.
   */
  onGone(lost: AppError | null): void;
  /** What the process needed, once its first answers have shown it. */
  onMeasured(measured: Measured): void;
}

type State = 'starting' | 'loading' | 'ready' | 'leaving' | 'gone';

/**
 * One process with one model in it, from its start to its end. Every promise it gives out settles:
 * by the process's own word, or by its exit, which happens at the latest when it is killed.
 */
export class ModelHost {
  /** Settles once: the model answers, or why it never will. */
  readonly loaded: Promise<void>;
  /** Resolves when the process no longer exists. */
  readonly gone: Promise<void>;

  readonly #target: LoadTarget;
  readonly #planned: Planned;
  readonly #parts: HostParts;
  readonly #listeners: HostListeners;
  readonly #memory: MemoryWatch;
  readonly #child: ChildHandle;
  readonly #heartbeat: Heartbeat;
  readonly #running: RunningGenerations;
  readonly #loading = Promise.withResolvers<void>();
  readonly #ending = Promise.withResolvers<void>();
  #state: State = 'starting';
  #wasReady = false;
  #slots = 0;
  #contextLength = 0;
  /** Keeps the beginnings of prompts that the process has computed; once it is gone. */
  #keepPrefixes: () => void = () => undefined;
  #onGpu = false;
  /** Why we end the process, when it is us and nobody asked for it. */
  #verdict: AppError | undefined;
  #cancelTimer: () => void;

  constructor(target: LoadTarget, planned: Planned, parts: HostParts, listeners: HostListeners) {
    const { adapter, hostModule, timer, timings } = parts;
    this.#target = target;
    this.#planned = planned;
    this.#parts = parts;
    this.#listeners = listeners;
    this.#memory = new MemoryWatch(
      target,
      planned,
      () => this.#send({ type: 'measure' }),
      (measured) => listeners.onMeasured(measured),
    );
    this.loaded = this.#loading.promise;
    this.gone = this.#ending.promise;
    this.#running = new RunningGenerations((id) => this.#send({ type: 'abort', id }));
    this.#heartbeat = new Heartbeat(
      timer,
      timings,
      (n) => this.#send({ type: 'ping', n }),
      () => this.#end(hung(target.model_id, timings.hung_after)),
    );
    this.#child = adapter.fork(hostModule, { ...HOST_OPTIONS, reads: [target.path] });
    this.#child.onMessage((message) => this.#receive(message));
    this.#child.onExit((exit) => this.#exited(exit));
    this.#cancelTimer = timer.after(timings.load, () =>
      this.#end(loadTimedOut(target.model_id, timings.load)),
    );
  }

  /** On its way out, or gone: nothing new is given to it. */
  get leaving(): boolean {
    return this.#state === 'leaving' || this.#state === 'gone';
  }

  view(): ResidentModel {
    return {
      model_id: this.#target.model_id,
      state: this.#state === 'ready' ? 'ready' : this.leaving ? 'unloading' : 'loading',
      slots: this.#slots,
      running: this.#running.count,
      context_length: this.#contextLength,
      memory: this.#onGpu ? null : this.#memory.view(),
      pid: this.#child.pid,
    };
  }

  generate(request: GenerationRequest, hooks: GenerationHooks): Promise<GenerationResult> {
    if (this.#state !== 'ready') return Promise.reject(notResident(this.#target.model_id));
    return this.#running.begin(hooks, (id) => this.#send({ type: 'generate', id, request }));
  }

  /** Resolves when the process is gone; what it was still writing rejects. */
  async unload(): Promise<void> {
    if (this.#state === 'ready') this.#askToLeave();
    // Loading cannot be interrupted from inside, and holds nothing worth saving.
    else if (!this.leaving) this.#end(unloadedMeanwhile(this.#target.model_id, true));
    await this.gone;
  }

  #askToLeave(): void {
    const { timer, timings } = this.#parts;
    this.#state = 'leaving';
    this.#heartbeat.stop();
    this.#send({ type: 'shutdown' });
    this.#cancelTimer = timer.after(timings.exit_grace, () => this.#child.kill());
  }

  /** Ends the process for a reason; its exit then settles everything with that reason. */
  #end(verdict: AppError): void {
    // Asked to leave already: how it goes is no longer of interest, that it goes is.
    if (!this.leaving) this.#verdict = verdict;
    if (this.#state !== 'gone') this.#state = 'leaving';
    this.#heartbeat.stop();
    this.#child.kill();
  }

  #send(message: ToHost): void {
    this.#child.send(message);
  }

  #receive(raw: unknown): void {
    const parsed = fromHostSchema.safeParse(raw);
    if (parsed.success) this.#handle(parsed.data);
    else this.#end(misbehaved(this.#target.model_id, parsed.error));
  }

  #handle(message: FromHost): void {
    switch (message.type) {
      case 'ready':
        return this.#startLoading(message.scratch);
      case 'progress':
        return;
      case 'loaded':
        return this.#becomeReady(message);
      case 'load_failed':
        return this.#end(this.#failure(message.code, message));
      case 'text':
        return this.#running.text(message.id, message.text);
      case 'finished':
        this.#running.finished(message);
        return this.#answered();
      case 'failed':
        return this.#generationFailed(message);
      case 'memory':
        return this.#memory.held(message);
      case 'pong':
        return this.#heartbeat.pong(message.n);
    }
  }

  #startLoading(scratch: string | null): void {
    if (this.#state !== 'starting') return;
    const { contextTokens, slots, threads, prefixes } = this.#parts;
    const { path, shape } = this.#target;
    this.#state = 'loading';
    this.#heartbeat.start();
    const most = { slots, context_tokens: Math.min(contextTokens, shape.context_length) };
    if (scratch !== null) this.#keepPrefixes = prefixes?.lend(path, scratch) ?? this.#keepPrefixes;
    const { plan } = this.#planned;
    this.#send({ type: 'load', path, plan, most, threads, prefix_bytes: PREFIX_BYTES });
  }

  #answered(): void {
    if (!this.#onGpu && this.#state === 'ready') this.#memory.answered();
  }

  #becomeReady(message: Extract<FromHost, { type: 'loaded' }>): void {
    // Too late, or unloaded meanwhile: the kill is on its way.
    if (this.#state !== 'loading') return;
    this.#cancelTimer();
    this.#state = 'ready';
    this.#wasReady = true;
    this.#slots = message.slots;
    this.#contextLength = message.context_length;
    this.#onGpu = message.on_gpu;
    if (!message.on_gpu) this.#memory.loaded();
    for (const note of message.notes) {
      this.#parts.log.warn({ model_id: this.#target.model_id }, note);
    }
    this.#loading.resolve();
  }

  #generationFailed(message: Extract<FromHost, { type: 'failed' }>): void {
    const { id, code } = message;
    // Only we abort; when it was not the caller, it was the unloading.
    const error =
      code === 'aborted'
        ? unloadedMeanwhile(this.#target.model_id, false)
        : this.#failure(code, message);
    this.#running.failed(id, error, message.tokens);
  }

  #failure(
    code: 'LOAD_FAILED' | 'OUT_OF_MEMORY' | 'PROMPT_TOO_LONG' | 'GENERATION_FAILED',
    said: { message: string; detail: string; data?: Record<string, unknown> },
  ): AppError {
    const data = { model_id: this.#target.model_id, ...said.data };
    return new AppError(code, { message: said.message, data, cause: new Error(said.detail) });
  }

  #exited(exit: ChildExit): void {
    const asked = this.#state === 'leaving' && this.#verdict === undefined;
    this.#state = 'gone';
    this.#cancelTimer();
    this.#heartbeat.stop();
    const error = asked ? unloadedMeanwhile(this.#target.model_id, false) : this.#cause(exit);
    this.#memory.gone();
    // Of one that crashed they may be the reason.
    if (asked) this.#keepPrefixes();
    this.#listeners.onGone(asked || !this.#wasReady ? null : error);
    this.#loading.reject(error);
    this.#running.failAll(error);
    this.#ending.resolve();
  }

  /** Why it ended without being asked to. */
  #cause(exit: ChildExit): AppError {
    const { model_id } = this.#target;
    const stderr = this.#child.stderrTail();
    const error = this.#verdict ?? crashed(model_id, exit, stderr, !this.#wasReady);
    const facts = { err: error, model_id, exit, stderr };
    this.#parts.log.warn(facts, 'the process of a model ended');
    return error;
  }
}

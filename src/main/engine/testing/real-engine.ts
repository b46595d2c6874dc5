import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateGguf, type ModelSpec } from '../../../../scripts/gguf/generate.ts';
import type {
  GenerationRequest,
  GenerationResult,
  LoadTarget,
} from '../../../shared/domain/generation.ts';
import { modelId } from '../../../shared/domain/ids.ts';
import { modelShape } from '../../../shared/domain/model-shape.test-support.ts';
import type { ModelShape } from '../../../shared/domain/model-shape.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { forkAdapter } from '../../core/children/fork-adapter.ts';
import { checkModelFile } from '../../hermes/check-model-file.ts';
import { EnginePool, type EnginePoolParts } from '../engine-pool.ts';
import type { MemoryCorrection, MemoryCorrectionPort } from '../ports.ts';

export const HOST_MODULE = join(import.meta.dirname, '../host/main.ts');

export interface Answered extends GenerationResult {
  readonly pieces: readonly string[];
  readonly text: string;
}

export interface AnswerOptions {
  readonly signal?: AbortSignal;
  readonly onText?: (text: string) => void;
}

/** What was learnt, as long as the test lasts. */
export class KeptCorrections implements MemoryCorrectionPort {
  readonly kept = new Map<string, MemoryCorrection>();

  correctionOf(architecture: string): MemoryCorrection | undefined {
    return this.kept.get(architecture);
  }

  saveCorrection(correction: MemoryCorrection): void {
    this.kept.set(correction.architecture, correction);
  }
}

/** The real engine on generated models, in a folder of its own that goes away with it. */
export class RealEngine implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'vx11-engine-'));
  readonly notes: string[] = [];
  readonly pool: EnginePool;

  constructor(parts: Partial<EnginePoolParts> = {}) {
    this.pool = new EnginePool({
      adapter: forkAdapter,
      hostModule: HOST_MODULE,
      threads: 1,
      slots: 4,
      contextTokens: 512,
      corrections: new KeptCorrections(),
      installed: { shapes: () => [] },
      log: { info: () => {}, warn: (_facts, message) => this.notes.push(message) },
      ...parts,
    });
  }

  async write(name: string, spec: ModelSpec): Promise<LoadTarget> {
    const path = join(this.folder, `${name}.gguf`);
    await generateGguf(path, spec);
    return this.targetOf(name, (await checkModelFile(path)).shape);
  }

  /** A file of that name in the folder, whatever is in it. */
  targetOf(name: string, shape: ModelShape = modelShape()): LoadTarget {
    const path = join(this.folder, `${name}.gguf`);
    return { model_id: modelId(`local/${name}`), path, shape };
  }

  async load(name: string, spec: ModelSpec): Promise<LoadedModel> {
    const target = await this.write(name, spec);
    await this.pool.load(target);
    return new LoadedModel(this.pool, target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** One model of the pool, as a test talks to it. */
export class LoadedModel {
  readonly pool: EnginePool;
  readonly target: LoadTarget;

  constructor(pool: EnginePool, target: LoadTarget) {
    this.pool = pool;
    this.target = target;
  }

  get pid(): number {
    const { model_id } = this.target;
    const pid = this.pool.residents().find((one) => one.model_id === model_id)?.pid ?? null;
    if (pid === null) throw new Error('the model has no process');
    return pid;
  }

  get running(): number {
    return this.pool.residents().find((one) => one.model_id === this.target.model_id)?.running ?? 0;
  }

  async answer(request: GenerationRequest, options: AnswerOptions = {}): Promise<Answered> {
    const pieces: string[] = [];
    const result = await this.pool.generate(this.target.model_id, request, {
      signal: options.signal ?? new AbortController().signal,
      onText: (text) => {
        pieces.push(text);
        options.onText?.(text);
      },
    });
    return { ...result, pieces, text: pieces.join('') };
  }
}

export function chat(content: string, more: Partial<GenerationRequest> = {}): GenerationRequest {
  const prompt = { kind: 'chat', messages: [{ role: 'user', content }] } as const;
  return { prompt, max_tokens: 100, temperature: 0, top_p: 1, stop: [], ...more };
}

export function plain(text: string, more: Partial<GenerationRequest> = {}): GenerationRequest {
  return chat('', { prompt: { kind: 'plain', text }, ...more });
}

export const errorOf = async (promise: Promise<unknown>): Promise<AppError> => {
  const caught = await promise.then(
    () => new Error('it did not reject'),
    (reason: unknown) => reason,
  );
  if (caught instanceof AppError) return caught;
  throw caught;
};

/** A process that ended and waits to be collected by its parent (a zombie) counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

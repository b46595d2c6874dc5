import { setTimeout as delay } from 'node:timers/promises';
import {
  getLlama,
  InsufficientMemoryError,
  type Llama,
  type LlamaContext,
  LlamaLogLevel,
  type LlamaModel,
} from 'node-llama-cpp';
import { BATCH_TOKENS } from '../memory/estimate.ts';
import type { FromHost, ToHost } from '../protocol.ts';
import { type ChatTemplate, chatTemplateOf } from './chat-template.ts';
import { detailOf } from './host-failure.ts';
import { skipSimulation } from './skip-simulation.ts';

type LoadRequest = Extract<ToHost, { type: 'load' }>;

export interface LoadedModel {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly template: ChatTemplate;
}

/** Until the creation of a context has left the library's own code. */
const BEGUN_MS = 25;
/** On a graphics card: a model that does not even fit this does not fit. */
const LEAST_CONTEXT_TOKENS = 512;

/** The native library, on a graphics card where one works and on the processor elsewhere. */
export async function startRuntime(): Promise<Llama> {
  const options = {
    // Never compile on a user's machine: take a prebuilt binary or say no.
    build: 'never',
    logLevel: LlamaLogLevel.error,
    logger: (level: LlamaLogLevel, text: string) => process.stderr.write(`[${level}] ${text}\n`),
  } as const;
  const llama = await getLlama({ ...options, gpu: 'auto' }).catch((caught: unknown) => {
    process.stderr.write(`no graphics card can be used: ${detailOf(caught)}\n`);
    return getLlama({ ...options, gpu: false });
  });
  if (llama.gpu === false) skipSimulation();
  return llama;
}

/**
 * On the processor exactly as planned: the engine has weighed it against the memory there is, and
 * the library's own check could only say the same, or be wrong. Of a graphics card's memory only the
 * library knows, so there it chooses.
 * @param onProgress gets 0..1
 */
export async function loadModel(
  llama: Llama,
  request: LoadRequest,
  onProgress: (fraction: number) => void,
): Promise<LoadedModel> {
  // The default is at least 4, which is slower than right on a small machine.
  llama.maxThreads = request.threads;
  const isPlanned = llama.gpu === false;
  const model = await llama.loadModel({
    modelPath: request.path,
    ignoreMemorySafetyChecks: isPlanned,
    onLoadProgress: onProgress,
  });
  const { slots, context_tokens: most } = isPlanned ? request.plan : request.most;
  const creating = model.createContext({
    // Each slot has this many tokens to itself, so the memory is this times the slots.
    sequences: slots,
    contextSize: isPlanned ? most : { min: Math.min(LEAST_CONTEXT_TOKENS, most), max: most },
    ignoreMemorySafetyChecks: isPlanned,
    batchSize: Math.min(BATCH_TOKENS, most),
    threads: request.threads,
  });
  // That is native work on another thread; once it has begun, this one is free for a while.
  const [context, template] = await Promise.all([
    creating,
    delay(BEGUN_MS).then(() => chatTemplateOf(model)),
  ]);
  return { model, context, template };
}

export function loadFailure(caught: unknown): FromHost {
  const detail = detailOf(caught);
  return caught instanceof InsufficientMemoryError
    ? {
        type: 'load_failed',
        code: 'OUT_OF_MEMORY',
        message: 'The model does not fit in memory. Unload another one, or choose a smaller one.',
        detail,
      }
    : {
        type: 'load_failed',
        code: 'LOAD_FAILED',
        message: 'The engine could not load this file. Download it again or choose another model.',
        detail,
      };
}

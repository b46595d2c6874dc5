import type { ModelId } from './ids.ts';
import type { ModelShape } from './model-shape.ts';
import type { ChatMessage, FinishReason } from './query.ts';
import type { Bytes, Milliseconds } from './units.ts';

/** A chat is laid out by the model's own template; plain text goes in as it is. */
export type Prompt =
  | { readonly kind: 'chat'; readonly messages: readonly ChatMessage[] }
  | { readonly kind: 'plain'; readonly text: string };

/** An answer that was stopped half-way, to be gone on with. */
export interface AnswerSoFar {
  /** What its reader has seen. */
  readonly text: string;
  /**
   * The model's own tokens, which may run ahead of the text. Where they are not known, or do not
   * spell the text, the model goes on from the text alone.
   */
  readonly tokens: readonly number[];
}

export interface GenerationRequest {
  readonly prompt: Prompt;
  /** Of the whole answer, what it is gone on from included. */
  readonly max_tokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly top_p: number;
  readonly seed?: number | undefined;
  readonly stop: readonly string[];
  /** Only what follows this is told; the result counts the whole answer. */
  readonly continue_from?: AnswerSoFar | undefined;
}

export interface GenerationHooks {
  /** Abort stops the work within one token or one prompt batch; the call then rejects. */
  readonly signal: AbortSignal;
  /** Called in order with pieces of text; never with an empty one, never after settling. */
  readonly onText: (text: string) => void;
  /**
   * Stops the work as `signal` does, but so that it can be gone on with: what is still written
   * counts, and an answer that was complete resolves.
   */
  readonly pause?: AbortSignal;
  /** Called with the tokens written so far before a pause rejects the call, if they are known. */
  readonly onPaused?: (tokens: readonly number[]) => void;
}

export interface GenerationResult {
  readonly finish_reason: FinishReason;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** Of the prompt, how many had been computed before. */
  readonly cached_tokens: number;
  /** From the request reaching the model's process to the first text. */
  readonly first_token_ms: Milliseconds;
  readonly total_ms: Milliseconds;
}

/** What the engine needs to know of a model to bring it into memory. */
export interface LoadTarget {
  readonly model_id: ModelId;
  /** Absolute path of a file that passed validation. */
  readonly path: string;
  /** What its header says of its sizes; the memory it needs follows from them. */
  readonly shape: ModelShape;
}

/** What a model is loaded with. */
export interface LoadPlan {
  /** Answers it can write side by side. */
  readonly slots: number;
  /** Tokens of one slot: prompt and answer together. */
  readonly context_tokens: number;
}

/** Bytes of memory that a model needs while it works, each counted once. */
export interface MemoryNeed {
  readonly weights: Bytes;
  /** Keys, values and recurrent states of all slots. */
  readonly context: Bytes;
  /** Scratch space while it computes. */
  readonly buffers: Bytes;
  /** The process itself: code, runtime and vocabulary. */
  readonly process: Bytes;
  readonly total: Bytes;
}

/** Why a context is not longer. */
export type ContextLimit = 'setting' | 'model' | 'memory';

export interface ResidentMemory {
  readonly context_limit: ContextLimit;
  /** Before it was loaded. */
  readonly estimated: MemoryNeed;
  /** Afterwards, counted the same way; null where the system does not tell. */
  readonly measured_bytes: Bytes | null;
}

export interface ResidentModel {
  readonly model_id: ModelId;
  readonly state: 'loading' | 'ready' | 'unloading';
  /** How many answers it can write side by side. */
  readonly slots: number;
  readonly running: number;
  /** Tokens of one slot: prompt and answer together. */
  readonly context_length: number;
  /** null on a graphics card, whose memory is not counted, and before the engine has decided. */
  readonly memory: ResidentMemory | null;
  readonly pid: number | null;
}

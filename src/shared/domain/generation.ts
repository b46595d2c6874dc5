import type { ModelId } from './ids.ts';
import type { ChatMessage, FinishReason } from './query.ts';
import type { Bytes, Milliseconds } from './units.ts';

/** A chat is laid out by the model's own template; plain text goes in as it is. */
export type Prompt =
  | { readonly kind: 'chat'; readonly messages: readonly ChatMessage[] }
  | { readonly kind: 'plain'; readonly text: string };

export interface GenerationRequest {
  readonly prompt: Prompt;
  readonly max_tokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly top_p: number;
  readonly seed?: number | undefined;
  readonly stop: readonly string[];
}

export interface GenerationHooks {
  /** Abort stops the work within one token or one prompt batch; the call then rejects. */
  readonly signal: AbortSignal;
  /** Called in order with pieces of text; never with an empty one, never after settling. */
  readonly onText: (text: string) => void;
}

export interface GenerationResult {
  readonly finish_reason: FinishReason;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** From the request reaching the model's process to the first text. */
  readonly first_token_ms: Milliseconds;
  readonly total_ms: Milliseconds;
}

/** What the engine needs to know of a model to bring it into memory. */
export interface LoadTarget {
  readonly model_id: ModelId;
  /** Absolute path of a file that passed validation. */
  readonly path: string;
  readonly size_bytes: Bytes;
  /** As the model was trained; the engine may choose less. */
  readonly context_length: number;
}

export interface ResidentModel {
  readonly model_id: ModelId;
  readonly state: 'loading' | 'ready' | 'unloading';
  /** How many answers it can write side by side. */
  readonly slots: number;
  readonly running: number;
  /** Tokens of one slot: prompt and answer together. */
  readonly context_length: number;
  readonly pid: number | null;
}

import * as z from 'zod';
import type { GenerationRequest, LoadPlan } from '../../shared/domain/generation.ts';

/**
 * What the engine and the process of a model say to each other: plain data, in order, both ways.
 *
 *     host    ready ─────────────► engine
 *     engine  load ──────────────► host      progress* then loaded | load_failed
 *     engine  generate(id) ──────► host      text(id)* then finished(id) | failed(id)
 *     engine  abort(id) ─────────► host      failed(id, aborted), or finished if it was just done
 *     engine  measure ───────────► host      memory, on Linux
 *     engine  ping(n) ───────────► host      pong(n), also while it computes
 *     engine  shutdown ──────────► host      aborts, waits, disposes, exits with code 0
 */
export type ToHost =
  | {
      readonly type: 'load';
      readonly path: string;
      /** Exactly this, on the processor. */
      readonly plan: LoadPlan;
      /** On a graphics card: as much of this as fits there, which only the library can tell. */
      readonly most: LoadPlan;
      readonly threads: number;
      /** Most that computed beginnings of prompts may take on disk, in bytes. */
      readonly prefix_bytes: number;
    }
  | { readonly type: 'generate'; readonly id: number; readonly request: GenerationRequest }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'measure' }
  | { readonly type: 'ping'; readonly n: number }
  | { readonly type: 'shutdown' };

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Checked on arrival: the sender has parsed an untrusted file with native code. */
export const fromHostSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    /** The folder it was given to write in. */
    scratch: z.string().nullable(),
  }),
  z.object({ type: z.literal('progress'), fraction: z.number() }),
  z.object({
    type: z.literal('loaded'),
    context_length: z.int().positive(),
    slots: z.int().positive(),
    /** Whether a graphics card holds it, so that the system's memory is not the limit. */
    on_gpu: z.boolean(),
    /** What a person may want to know, such as a broken template that was replaced. */
    notes: z.array(z.string()),
  }),
  z.object({
    type: z.literal('load_failed'),
    code: z.enum(['LOAD_FAILED', 'OUT_OF_MEMORY']),
    message: z.string(),
    /** What was caught, for the log. */
    detail: z.string(),
  }),
  z.object({ type: z.literal('text'), id: z.int(), text: z.string().min(1) }),
  z.object({
    type: z.literal('finished'),
    id: z.int(),
    finish_reason: z.enum(['stop', 'length']),
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    cached_tokens: z.int(),
    first_token_ms: z.number(),
    total_ms: z.number(),
  }),
  z.object({
    type: z.literal('failed'),
    id: z.int(),
    code: z.enum(['PROMPT_TOO_LONG', 'GENERATION_FAILED', 'aborted']),
    message: z.string(),
    data: facts,
    detail: z.string(),
    /** Of an answer that had begun, so that it can be gone on with. */
    tokens: z.array(z.int().nonnegative()),
  }),
  z.object({
    type: z.literal('memory'),
    anonymous_bytes: z.int().nonnegative(),
    mapped_bytes: z.int().nonnegative(),
  }),
  z.object({ type: z.literal('pong'), n: z.int() }),
]);

export type FromHost = z.infer<typeof fromHostSchema>;

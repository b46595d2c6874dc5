import * as z from 'zod';
import { queryTypeSchema } from './specialty.ts';

/** Where a model is; active: of those in memory the one used last, warm: any other of them. */
export const rotationStateSchema = z.enum(['cold', 'loading', 'warm', 'active', 'draining']);
export type RotationState = z.infer<typeof rotationStateSchema>;

/** Why a model came, went or became the active one. */
export const rotationCauseSchema = z.enum([
  'query',
  'prediction',
  'operator',
  'pin',
  'idle',
  'room',
  'failure',
]);
export type RotationCause = z.infer<typeof rotationCauseSchema>;

/** A model came to another state. */
export const rotationEntrySchema = z.object({
  at: z.string().describe('ISO 8601'),
  model_id: z.string(),
  state: rotationStateSchema,
  cause: rotationCauseSchema,
  reason: z.string(),
  took_s: z.number().nullable().describe('Of a model that came into memory: how long that took'),
});
export type RotationEntry = z.infer<typeof rotationEntrySchema>;

const rotatingModelSchema = z.object({
  model_id: z.string(),
  state: rotationStateSchema,
  since: z.string().nullable().describe('In this state since; null: since the start'),
  light: z.boolean().describe('It is the Light LLM, which has a place of its own'),
  pinned: z.boolean().describe('It is kept in memory'),
  warmed: z.boolean().describe('Brought by prediction, and not used since'),
  running: z.int().describe('Queries it is answering now'),
  uses: z.int(),
  last_used: z.string().nullable(),
  load_s: z.number().nullable().describe('Until it is in memory; null: never measured'),
  need: z.number().describe('How likely it is needed within the window, 0..1'),
  leaves_at: z.string().nullable().describe('When it leaves unless it is used; null: it stays'),
});
export type RotatingModel = z.infer<typeof rotatingModelSchema>;

const foretoldSchema = z.object({
  query_type: queryTypeSchema,
  next: z.number().describe('That the next query is of this type, 0..1'),
  within_window: z.number().describe('That one or more of the window are, 0..1; 1: one waits'),
  queued: z.int().describe('Queries of this type that wait'),
  model_id: z.string().nullable().describe('What would take it now'),
});

export const predictionSchema = z.object({
  enabled: z.boolean().describe('Whether models are brought ahead of queries'),
  observed: z.int().describe('Queries it has learnt from'),
  window_s: z.number(),
  expected: z.number().describe('Queries expected within the window'),
  types: z.array(foretoldSchema).describe('The likeliest first'),
  decided: z.string().describe('What it last came to, and why, for a person to read'),
});
export type Prediction = z.infer<typeof predictionSchema>;

export const rotationSchema = z.object({
  active: z.string().nullable(),
  policy: z.object({
    max_active_models: z.int().describe('Places in memory, the Light LLM aside'),
    min_usage_for_warmup: z.int(),
    cooldown_s: z.number().describe('A model is not brought by prediction again for so long'),
    idle_unload_s: z.number().describe('Without a use for so long a model leaves; 0: never'),
  }),
  models: z.array(rotatingModelSchema),
  prediction: predictionSchema,
  counts: z
    .object({
      loads: z.object({
        query: z.int(),
        prediction: z.int(),
        operator: z.int(),
        pin: z.int(),
      }),
      hits: z.int().describe('Answers begun on a model that was in memory when it was asked'),
      misses: z.int().describe('Answers that waited for their model to come'),
      warmed_used: z.int().describe('Brought by prediction and then used'),
      warmed_in_vain: z.int().describe('Brought by prediction and gone without a use'),
      swap_p50_s: z.number().nullable(),
      swap_p95_s: z.number().nullable(),
    })
    .describe('Since the start'),
  history: z.array(rotationEntrySchema).describe('Newest first; a restart keeps it'),
});
export type Rotation = z.infer<typeof rotationSchema>;

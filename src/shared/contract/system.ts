import * as z from 'zod';
import { isolationKindSchema, isolationReasonSchema } from '../domain/isolation.ts';
import { modelHealthSchema, residencySchema } from '../domain/model.ts';
import { PRIORITY_CLASSES } from '../domain/priority.ts';
import { specialtySchema } from '../domain/specialty.ts';
import { operation } from './access.ts';

export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  uptime_s: z.number(),
  database: z.enum(['ok', 'damaged']),
  models: z.int(),
});
export type Health = z.infer<typeof healthSchema>;

const residentMemorySchema = z.object({
  estimated_bytes: z.int().describe('Before it was loaded: the sum of the next four'),
  weights_bytes: z.int(),
  context_bytes: z.int().describe('Keys and values of all slots'),
  buffers_bytes: z.int().describe('Scratch space while it computes'),
  process_bytes: z.int().describe('Code, runtime and vocabulary'),
  measured_bytes: z
    .int()
    .nullable()
    .describe('Counted the same way; null: the system does not tell'),
  context_limit: z
    .enum(['setting', 'model', 'memory'])
    .describe('Why the context is not longer; memory: it was lowered so that the model fits'),
});

const statusModelSchema = z.object({
  name: z.string(),
  is_active: z.boolean(),
  is_warmed: z.boolean(),
  last_used: z.string().nullable(),
  success_rate: z.number().nullable(),
  token_count: z.int(),
  residency: z.string(),
  health: modelHealthSchema,
  running: z.int().describe('Queries it is answering now'),
  slots: z.int().nullable().describe('Answers it can write side by side; null: not in memory'),
  context_length: z.int().nullable().describe('Tokens of one answer, its prompt included'),
  memory: residentMemorySchema.nullable().describe('null: not in memory, or on a graphics card'),
});

export const statusSchema = z.object({
  active: z.string().nullable().describe('The model used last among those in memory'),
  models: z.array(statusModelSchema),
  queue: z.object({
    total_items: z.int(),
    priority_distribution: z.object({
      [PRIORITY_CLASSES[0]]: z.int(),
      [PRIORITY_CLASSES[1]]: z.int(),
      [PRIORITY_CLASSES[2]]: z.int(),
      [PRIORITY_CLASSES[3]]: z.int(),
    }),
    oldest_timestamp: z.string().nullable(),
    max_size: z.int(),
    bytes: z.int().describe('What waits, in memory'),
    max_bytes: z.int(),
    running: z.int(),
  }),
  stats: z.object({
    total_queries: z.int().describe('Answers and failed attempts since the installation'),
    models_rotated: z.int().describe('Models brought into memory since the start'),
    avg_response_time: z.number().nullable().describe('Seconds, over the answers since the start'),
    p50_response_time: z.number().nullable().describe('Quantiles are within 2.2 %'),
    p95_response_time: z.number().nullable(),
    p99_response_time: z.number().nullable(),
    p95_wait_time: z.number().nullable().describe('Seconds until these answers were begun'),
    p95_swap_time: z.number().nullable().describe('Seconds until a model was in memory'),
    errors: z.int().describe('Failed attempts among them'),
  }),
  light_llm: z
    .object({
      model: z.string(),
      residency: residencySchema,
      idle_timeout_s: z.number().describe('Without an answer for so long it leaves memory'),
    })
    .nullable()
    .describe('null: the model of the setting "light_llm" is not installed'),
  memory: z.object({
    free_bytes: z.int().describe('What one more model may take now'),
    fitting_file_bytes: z
      .int()
      .describe('A model file of at most this size fits, by estimate; 0: none of any use does'),
  }),
  shub_mode_active: z.boolean(),
  engine: z.object({
    isolation: isolationKindSchema.describe('What separates a model from the app'),
    isolation_reason: isolationReasonSchema.describe('Why it is this'),
    isolation_detail: z.string().describe('The same to a person: what is missing, what to do'),
    children: z.int(),
  }),
  version: z.string(),
});
export type Status = z.infer<typeof statusSchema>;

const timesSchema = z.object({
  count: z.int(),
  average: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
});
export type Times = z.infer<typeof timesSchema>;

export const statisticsSchema = z.object({
  active_models: z.int().describe('In memory now'),
  active_clis: z.int().describe('0: command-line tools are not in this version'),
  total_size_gb: z.number().describe('Files of the installed models, in units of 10^9 bytes'),
  daily_usage: z
    .array(
      z.object({
        day: z.string().describe('UTC, as 2026-11-24'),
        queries: z.int().describe('Answers and failed attempts'),
        errors: z.int(),
        tokens: z.int().describe('Written'),
      }),
    )
    .describe('The last 30 days on which something was asked, oldest first'),
  since_start: z
    .object({
      queries: z.record(z.string(), z.int()).describe('By how they ended'),
      errors: z.record(z.string(), z.int()).describe('By code, of queries that ended so'),
      models_rotated: z.int(),
      wait: timesSchema
        .nullable()
        .describe('From acceptance to the first attempt, of the same answers'),
      response: timesSchema.nullable().describe('From acceptance to the end of an answer'),
      swap: timesSchema.nullable().describe('Of a model into memory'),
    })
    .describe('Times in seconds; quantiles are within 2.2 %, the rest is exact'),
  models: z.array(
    z.object({
      model_id: z.string(),
      uses: z.int(),
      success_rate: z.number().nullable().describe('Over its last 50 answers'),
      token_count: z.int(),
      tokens_per_second: z.number().nullable(),
    }),
  ),
});
export type Statistics = z.infer<typeof statisticsSchema>;

export const welcomeSchema = z.object({
  name: z.string(),
  version: z.string(),
  console: z.string(),
  docs: z.string(),
  openapi: z.string(),
});

const specialtyDetailSchema = z.object({
  name: specialtySchema,
  description: z.object({ es: z.string(), en: z.string() }),
  related: z.array(specialtySchema),
  fields: z.object({ es: z.array(z.string()), en: z.array(z.string()) }),
});
export type SpecialtyDetail = z.infer<typeof specialtyDetailSchema>;

export const system = {
  welcome: operation('public')
    .route({ method: 'GET', path: '/', tags: ['system'], summary: 'What this server is' })
    .output(welcomeSchema),
  health: operation('public')
    .route({ method: 'GET', path: '/health', tags: ['system'], summary: 'Is it up' })
    .output(healthSchema),
  status: operation('public')
    .route({
      method: 'GET',
      path: '/status',
      tags: ['system'],
      summary: 'Models in memory, queue, statistics',
      description: 'Looking never wakes: this neither loads a model nor resets an idle timer.',
    })
    .output(statusSchema),
  stats: operation('public')
    .route({
      method: 'GET',
      path: '/stats',
      tags: ['system'],
      summary: 'Statistics: times, errors, models, days',
      description: 'Looking never wakes: this neither loads a model nor resets an idle timer.',
    })
    .output(statisticsSchema),
  specialties: operation('public')
    .route({ method: 'GET', path: '/specialties', tags: ['system'], summary: 'The vocabulary' })
    .input(z.object({ detail: z.stringbool().or(z.boolean()).optional() }).optional())
    .output(
      z.object({
        specialties: z.array(specialtySchema).or(z.array(specialtyDetailSchema)),
      }),
    ),
};

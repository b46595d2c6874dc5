import * as z from 'zod';
import { parseByteSize } from '../../../shared/domain/byte-size.ts';
import { ISOLATION_SETTINGS } from '../children/isolation.ts';

const byteSize = z.union([z.string(), z.number()]).transform((value, context) => {
  const size = parseByteSize(value);
  if (size !== undefined && size > 0) return size;
  context.addIssue({ code: 'custom', message: 'give bytes, or a text like "2GB"' });
  return z.NEVER;
});

/**
 * A number, or a number as text, as the environment gives it. Not `z.coerce`: that takes null, ""
 * and false for 0, and port 0 means any free port.
 */
const numeric = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : value;

const whole = (least: number, most: number) =>
  z.preprocess(numeric, z.number().int().min(least).max(most));

/** What a part counts in the score of a model. */
const weight = (usual: number) => z.preprocess(numeric, z.number().min(0).max(1)).default(usual);

const searchLimit = whole(1, 1000).default(20).describe('Models on one page of a search');
const endpoint = z.url({ protocol: /^https?$/ });

/** 2^31: larger files are refused (DESIGN §5). */
const FILE_LIMIT_BYTES = 2 ** 31;

/**
 * `config.json`. Every key is optional. The names are those of the older services where they had
 * one; durations are in seconds, as there.
 */
export const settingsSchema = z.object({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on'),
  port: whole(0, 65_535).default(8080).describe('0 takes any free port'),
  allowed_hosts: z.array(z.string()).default([]).describe('More names for the Host header'),
  allowed_origins: z.array(z.string()).default([]).describe('Web origins that may call (CORS)'),
  body_limit: byteSize.default(4 * 1024 ** 2).describe('Largest JSON body, raw bytes'),
  queue_max_size: whole(1, 1_000_000).default(10_000).describe('Queries that may wait'),
  queue_max_bytes: byteSize
    .optional()
    .describe('What may wait, in memory; without it 256 MB, at most a quarter of the heap'),
  max_buffer_size: whole(1, 1_000_000).default(1000).describe('Finished queries kept'),
  store_content: z
    .enum(['on', 'metadata', 'off'])
    .default('on')
    .describe('Whether what was asked and answered stays after the end of a query'),
  retention_days: whole(1, 3650).default(30).describe('Finished queries are forgotten after these'),
  shutdown_grace: whole(0, 3600).default(10).describe('Seconds that running work may take'),
  model_size_limit: byteSize.default(FILE_LIMIT_BYTES).describe('Largest model file'),
  model_memory_limit: byteSize
    .optional()
    .describe('Most memory that one model may need; without it, what is free'),
  context_tokens: whole(128, 1_048_576).default(4096).describe('Context per answer, at most'),
  parallel_answers: whole(1, 64).default(4).describe('Answers one model writes side by side'),
  threads: whole(0, 256).default(0).describe('Compute threads per model; 0: physical cores'),
  isolation: z.enum(ISOLATION_SETTINGS).default('auto').describe('Around each model, on Linux'),
  light_llm: z
    .string()
    .min(1)
    .optional()
    .describe('Id of the model that answers when the right one is not ready; see README'),
  light_llm_timeout: whole(1, 86_400).default(300).describe('Seconds it may be idle in memory'),
  rotation_policy: z
    .object({
      min_usage_for_warmup: whole(0, 1000).default(3),
      cooldown_period: whole(0, 86_400).default(300),
      max_active_models: whole(1, 16).default(2).describe('Models in memory at once'),
      predict: z.boolean().default(true).describe('Bring models into memory ahead of queries'),
      idle_unload: whole(0, 604_800)
        .default(3600)
        .describe('Seconds without a use after which a model leaves memory; 0: never'),
      collation_period: whole(0, 3600)
        .default(10)
        .describe('How long a query may be passed over to spare a swap; 0: never'),
    })
    .prefault({}),
  choice_weights: z
    .object({
      specialty: weight(0.4).describe('That the model is made for the type of the query'),
      performance: weight(0.3).describe('How its answers of this type fared lately'),
      efficiency: weight(0.2).describe('Tokens a second for its memory'),
      availability: weight(0.1).describe('That it is in memory'),
      switching: weight(0.2).describe('Subtracted: the wait for it, in that which is accepted'),
    })
    .prefault({}),
  shub_mode: z
    .object({
      audio_models: z.array(z.string()).default([]),
      sample_rate: whole(8000, 384_000).default(44_100),
      bit_depth: whole(8, 64).default(24),
    })
    .prefault({}),
  max_models: whole(1, 1000).default(30),
  search_interval: whole(60, 2_592_000).default(3600),
  cleanup_threshold_days: whole(1, 3650).default(30),
  parallel_downloads: whole(1, 16).default(2).describe('Model files brought side by side'),
  huggingface: z
    .object({
      search_limit: searchLimit,
      endpoint: endpoint.default('https://huggingface.co').describe('Its address, or a mirror’s'),
    })
    .prefault({}),
  openrouter: z
    .object({
      search_limit: searchLimit,
      endpoint: endpoint.default('https://openrouter.ai/api/v1'),
    })
    .prefault({}),
  core_url: z.url().optional().describe('Address of this server as other modules see it'),
});
export type Settings = z.infer<typeof settingsSchema>;

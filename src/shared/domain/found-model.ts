import * as z from 'zod';
import { ERROR_CODES } from '../errors/catalogue.ts';
import { specialtySchema } from './specialty.ts';

export const SEARCH_SOURCES = ['huggingface', 'openrouter'] as const;
export const searchSourceSchema = z.enum(SEARCH_SOURCES);

export const fitVerdictSchema = z.enum(['fits', 'no_room', 'over_limit']);

const foundFileSchema = z.object({
  path: z.string(),
  size_bytes: z.int(),
  sha256: z.string().nullable(),
});

/** One way in which a repository holds a model: a file, or a complete set of parts. */
export const foundQuantSchema = z.object({
  model_id: z.string().describe('The id it would have here'),
  label: z.string().describe('"Q4_K_M"; "unknown" where the name does not tell'),
  size_bytes: z.int().describe('All parts together, as the hub counts them'),
  files: z.array(foundFileSchema),
  verdict: fitVerdictSchema.describe('over_limit: larger than model_size_limit'),
  needed_bytes: z.int().describe('Memory it would need, an estimate: nobody has read its header'),
  reason: z.string().describe('The verdict with its numbers, to a person'),
});
export type FoundQuant = z.infer<typeof foundQuantSchema>;

/** USD per million tokens; null: it varies, or is not stated. */
const price = z.number().nullable();
const remoteTermsSchema = z.object({
  prompt_price: price.describe('USD per million tokens; null: variable or not stated'),
  completion_price: price,
  free: z.boolean(),
  expires_at: z.string().nullable(),
  input_modalities: z.array(z.string()),
  supported_parameters: z.array(z.string()),
});
export type RemoteTerms = z.infer<typeof remoteTermsSchema>;

const part = z.number().min(0).max(1);
/** docs/search.md has the formula. */
const searchScoreSchema = z.object({
  total: part.describe('0.4 specialty + 0.3 quality + 0.2 size + 0.1 popularity'),
  specialty: part,
  quality: part,
  size: part,
  popularity: part,
});
export type SearchScore = z.infer<typeof searchScoreSchema>;

export const foundModelSchema = z.object({
  id: z.string(),
  source: searchSourceSchema,
  name: z.string(),
  url: z.string(),
  license: z.string().nullable(),
  gated: z
    .enum(['auto', 'manual'])
    .nullable()
    .describe('Its owner wants terms accepted first; manual: and decides about each person'),
  parameters: z.number().nullable(),
  parameters_from: z
    .enum(['hub', 'name', 'size'])
    .nullable()
    .describe('Where the number is from; size: worked out from a file and its quant'),
  architecture: z.string().nullable(),
  context_length: z.int().nullable(),
  specialties: z.array(specialtySchema),
  downloads: z.int().nullable().describe('Of the last 30 days; null: not stated, or implausible'),
  likes: z.int().nullable(),
  updated_at: z.string().nullable(),
  quants: z.array(foundQuantSchema).describe('From the smallest; none of a remote model'),
  chosen: z.string().nullable().describe('model_id of the quant to take when nothing else is said'),
  remote: remoteTermsSchema.nullable().describe('null: it is a file to run here'),
  score: searchScoreSchema,
});
export type FoundModel = z.infer<typeof foundModelSchema>;

/** How a source did. What it could not say does not keep the others from answering. */
export const sourceReportSchema = z.object({
  source: searchSourceSchema,
  state: z
    .enum(['ok', 'partial', 'offline', 'rate_limited', 'failed'])
    .describe('partial: some of its models are here, then it failed as "code" says'),
  code: z.enum(ERROR_CODES).nullable(),
  reason: z.string().nullable().describe('What happened and what to do, to a person'),
  retry_after_s: z.number().nullable(),
  token: z
    .enum(['none', 'used', 'stored', 'refused', 'unreadable'])
    .describe(
      'stored: it is there, and only the models need it, not their list; refused: the hub did not ' +
        'take it and was asked without; unreadable: it cannot be decrypted, enter it again',
    ),
  left_out: z
    .object({
      filtered: z.int().describe('By the filters'),
      over_limit: z.int().describe('No file is within model_size_limit'),
      unusable: z.int().describe('No complete GGUF file, or a kind the engine does not know'),
      malformed: z.int().describe('What the hub said of them made no sense'),
    })
    .describe('Models that were looked at and are not among the results'),
});
export type SourceReport = z.infer<typeof sourceReportSchema>;
export type LeftOut = SourceReport['left_out'];

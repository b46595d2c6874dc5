import * as z from 'zod';
import { ERROR_CODES } from '../errors/catalogue.ts';
import type { ModelId } from './ids.ts';
import type { LightModel } from './light-model.ts';
import type { ModelShape } from './model-shape.ts';
import { specialtySchema } from './specialty.ts';
import type { EpochMs } from './units.ts';

export const residencySchema = z.enum(['cold', 'loading', 'resident', 'draining']);
export type Residency = z.infer<typeof residencySchema>;

/** What keeps a model from being used, if anything. */
export const modelHealthSchema = z.object({
  state: z
    .enum(['ok', 'resting', 'no_room', 'missing', 'quarantined'])
    .describe('quarantined: until POST /models/{id}/retry; missing: until its file is back'),
  code: z.enum(ERROR_CODES).nullable(),
  reason: z.string().nullable(),
  retry_at: z.string().nullable().describe('When it is tried again by itself'),
});
export type ModelHealth = z.infer<typeof modelHealthSchema>;

/** A model as `GET /models` shows it: registry row plus what the engine says of it now. */
export const modelSchema = z.object({
  id: z.string(),
  name: z.string(),
  source: z.enum(['built-in', 'local', 'huggingface', 'openrouter']),
  label: z.string().nullable().describe('Shown wherever it answers, e.g. "light model"'),
  architecture: z.string(),
  quant: z.string(),
  parameters: z.number().nullable(),
  size_bytes: z.number(),
  context_length: z.int(),
  sha256: z.string(),
  license: z.string().nullable(),
  tags: z.array(z.string()),
  specialties: z.array(specialtySchema),
  has_chat_template: z.boolean(),
  linked: z.boolean().describe('The file is the operator’s own; it is never deleted from here'),
  enabled: z.boolean(),
  residency: residencySchema,
  is_active: z.boolean(),
  health: modelHealthSchema,
  is_warmed: z.boolean(),
  uses: z.int(),
  success_rate: z.number().nullable(),
  token_count: z.int().describe('Tokens generated so far'),
  tokens_per_second: z.number().nullable().describe('Measured here, over recent answers'),
  last_used: z.string().nullable(),
  created_at: z.string(),
});
export type Model = z.infer<typeof modelSchema>;

/** A model as the registry keeps it. */
export interface StoredModel
  extends Pick<
    Model,
    | 'name'
    | 'source'
    | 'label'
    | 'architecture'
    | 'quant'
    | 'parameters'
    | 'size_bytes'
    | 'context_length'
    | 'sha256'
    | 'license'
    | 'tags'
    | 'specialties'
    | 'has_chat_template'
    | 'linked'
    | 'enabled'
  > {
  readonly id: ModelId;
  /** Absolute. */
  readonly path: string;
  /** Size, modification time and inode when it was last checked; a change means check again. */
  readonly file_stamp: string;
  /** null until the file is read again: its row is older than this column. */
  readonly shape: ModelShape | null;
  /** null: it is an ordinary model. */
  readonly light_model: LightModel | null;
  readonly created_at: EpochMs;
}

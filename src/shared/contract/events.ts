import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { downloadSchema } from '../domain/download.ts';
import { modelSchema, residencySchema } from '../domain/model.ts';
import { modelImportSchema } from '../domain/model-import.ts';
import { queryStateSchema } from '../domain/query.ts';
import { rotationEntrySchema } from '../domain/rotation.ts';
import { operation } from './access.ts';

/** What changes, as it changes; content of queries is never in here. */
export const systemEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('query'),
    query_id: z.string(),
    state: queryStateSchema,
    module_id: z.string(),
    model: z.string().nullable(),
    waiting: z.int(),
    running: z.int(),
  }),
  z.object({
    type: z.literal('residency'),
    model_id: z.string(),
    residency: residencySchema,
    reason: z.string(),
  }),
  z.object({
    type: z.literal('rotation'),
    entry: rotationEntrySchema
      .nullable()
      .describe('null: a pin or what is predicted has changed; at most once a second'),
  }),
  z.object({ type: z.literal('model'), change: z.enum(['added', 'changed']), model: modelSchema }),
  modelImportSchema.extend({ type: z.literal('import') }),
  downloadSchema.extend({ type: z.literal('download') }),
  z.object({ type: z.literal('lagged'), missed: z.int() }),
]);
export type SystemEvent = z.infer<typeof systemEventSchema>;

export const events = operation('read')
  .route({ method: 'GET', path: '/events', tags: ['system'], summary: 'Changes, live' })
  .output(eventIterator(systemEventSchema));

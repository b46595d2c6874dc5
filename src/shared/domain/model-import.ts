import * as z from 'zod';
import { queryErrorSchema } from './query.ts';

/**
 * A model file on its way into the library. It is read once (`received` from a client, copied or
 * linked from a path), hashed while it passes, and checked.
 */
export const modelImportSchema = z.object({
  import_id: z.string(),
  name: z.string().describe('Name of the file'),
  source: z.enum(['upload', 'copy', 'link']),
  state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  done_bytes: z.number(),
  total_bytes: z.number(),
  model_id: z.string().nullable().describe('Set when it succeeded'),
  already_present: z.boolean().describe('The library had this content before'),
  error: queryErrorSchema.nullable(),
});
export type ModelImport = z.infer<typeof modelImportSchema>;

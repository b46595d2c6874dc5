import * as z from 'zod';
import { modelSchema } from '../domain/model.ts';
import { modelImportSchema } from '../domain/model-import.ts';
import { specialtySchema } from '../domain/specialty.ts';
import { operation } from './access.ts';
import { catalogueErrors } from './errors.ts';
import { searchModels } from './model-search.ts';

export const importInputSchema = z.object({
  path: z.string().min(1).describe('Absolute path of a GGUF file on the machine of the server'),
  mode: z
    .enum(['copy', 'link'])
    .optional()
    .describe('Copy into the home (default), or use it there'),
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u, 'letters, digits, space, . _ - (at most 80)')
    .optional(),
  specialties: z.array(specialtySchema).max(8).optional(),
});
export type ImportInput = z.infer<typeof importInputSchema>;

export const importOutputSchema = z.object({
  model: modelSchema,
  already_present: z.boolean().describe('The library had this content before'),
});

export const models = {
  list: operation('public')
    .route({ method: 'GET', path: '/models', tags: ['models'], summary: 'Installed models' })
    .input(
      z
        .object({
          specialty: specialtySchema.optional(),
          model_type: z.enum(['local', 'remote']).optional(),
          active_only: z.stringbool().or(z.boolean()).optional(),
          limit: z.coerce.number().int().min(1).max(1000).optional(),
        })
        .optional(),
    )
    .output(
      z.object({ count: z.int().describe('Before the limit'), models: z.array(modelSchema) }),
    ),
  get: operation('public')
    .route({ method: 'GET', path: '/models/{+id}', tags: ['models'], summary: 'One model' })
    .input(z.object({ id: z.string().min(1) }))
    .output(modelSchema)
    .errors(catalogueErrors('MODEL_NOT_FOUND')),
  search: searchModels,
  retry: operation('admin')
    .route({
      method: 'POST',
      path: '/models/{id}/retry',
      tags: ['models'],
      summary: 'Use a model again that was set aside',
      description: 'The slash of the id is written as %2F: /models/local%2Fname:q8_0/retry.',
    })
    .input(z.object({ id: z.string().min(1) }))
    .output(modelSchema)
    .errors(catalogueErrors('MODEL_NOT_FOUND')),
  import: operation('admin')
    .route({
      method: 'POST',
      path: '/models/import',
      tags: ['models'],
      summary: 'Take a GGUF file into the library',
      description: 'The file is checked strictly before anything loads it.',
      successStatus: 201,
    })
    .input(importInputSchema)
    .output(importOutputSchema)
    .errors(
      catalogueErrors(
        'FILE_NOT_FOUND',
        'FILE_TOO_LARGE',
        'NOT_GGUF',
        'GGUF_TRUNCATED',
        'GGUF_INVALID',
        'GGUF_UNSUPPORTED',
        'IMPORT_CANCELLED',
      ),
    ),
  imports: operation('read')
    .route({
      method: 'GET',
      path: '/models/imports',
      tags: ['models'],
      summary: 'Files being taken into the library',
      description: 'Those under way, and the last ones that ended. Uploads are among them.',
    })
    .output(z.object({ imports: z.array(modelImportSchema) })),
  cancelImport: operation('admin')
    .route({
      method: 'DELETE',
      path: '/models/imports/{id}',
      tags: ['models'],
      summary: 'Give up an import; nothing of it stays',
    })
    .input(z.object({ id: z.string().min(1) }))
    .output(modelImportSchema)
    .errors(catalogueErrors('IMPORT_NOT_FOUND')),
};

import * as z from 'zod';
import { operation } from '../../shared/contract/access.ts';
import { catalogueErrors } from '../../shared/contract/errors.ts';
import { contract } from '../../shared/contract/index.ts';
import { importOutputSchema } from '../../shared/contract/models.ts';
import { specialtySchema } from '../../shared/domain/specialty.ts';
import { UPLOAD_PATH, UPLOAD_TYPE } from '../../shared/upload.ts';

export const uploadQuerySchema = z.object({
  name: z.string().min(1).max(500).describe('Name of the file'),
  specialties: z
    .string()
    .describe('Separated by commas')
    .transform((list) => list.split(','))
    .pipe(z.array(specialtySchema).max(8))
    .optional(),
});

const { FILE_NOT_FOUND: _noPath, ...errors } = contract.models.import['~orpc'].errorMap;

/**
 * The upload as `/openapi.json` describes it: an import whose file comes as the body. No transport
 * of the contract serves it, because none of them can carry a body of gigabytes.
 */
export const uploadOperation = operation('admin')
  .route({
    method: 'POST',
    path: UPLOAD_PATH,
    tags: ['models'],
    summary: 'Send a GGUF file into the library',
    description:
      'The file is the body, of any size up to model_size_limit, with its length in ' +
      '`content-length`. It is written and checked as it comes; `GET /models/imports` follows it.',
    successStatus: 201,
    inputStructure: 'detailed',
  })
  .input(z.object({ query: uploadQuerySchema, body: z.file().mime([UPLOAD_TYPE]) }))
  .output(importOutputSchema)
  .errors({ ...errors, ...catalogueErrors('LENGTH_REQUIRED') });

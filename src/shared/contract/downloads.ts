import * as z from 'zod';
import { downloadSchema } from '../domain/download.ts';
import { operation } from './access.ts';
import { catalogueErrors } from './errors.ts';

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_-])?';

/** Names become parts of an address and of a model's id. */
export const downloadInputSchema = z
  .object({
    repo: z
      .string()
      .regex(new RegExp(`^${NAME}/${NAME}$`), 'give "author/name"')
      .refine((repo) => !repo.includes('..') && !repo.includes('--'), 'no ".." and no "--"')
      .describe('Repository of Hugging Face: "author/name"'),
    file: z
      .string()
      .max(512)
      .regex(/^[^\p{C}\\?#%]+\.gguf$/iu, 'give the path of a .gguf file in the repository')
      .refine(
        (path) => path.split('/').every((part) => !['', '.', '..'].includes(part)),
        'no empty parts, "." or ".." in the path',
      )
      .optional()
      .describe('Path of the file in the repository'),
    quant: z
      .string()
      .max(512)
      .regex(/^[^\p{C}]+$/u, 'a quant such as Q4_K_M')
      .optional()
      .describe('Instead of the file: the quant as a search names it, e.g. Q4_K_M'),
  })
  .refine(({ file, quant }) => (file === undefined) !== (quant === undefined), {
    error: 'give either "file" or "quant"',
  });
export type DownloadInput = z.infer<typeof downloadInputSchema>;

const byId = z.object({ id: z.string().min(1) });
const refusals = catalogueErrors('DOWNLOAD_NOT_FOUND', 'DOWNLOAD_ENDED');

export const downloads = {
  add: operation('admin')
    .route({
      method: 'POST',
      path: '/downloads',
      tags: ['downloads'],
      summary: 'Bring a model file from Hugging Face',
      description:
        'Answers at once; GET /downloads and the events tell how it goes. A file that is already on its way is not taken twice.',
      successStatus: 202,
    })
    .input(downloadInputSchema)
    .output(downloadSchema)
    .errors(
      catalogueErrors(
        'HUB_NOT_FOUND',
        'HUB_GATED',
        'HUB_TOKEN_REFUSED',
        'HUB_REFUSED',
        'HUB_OFFLINE',
        'HUB_RATE_LIMITED',
        'HUB_FAILED',
        'GGUF_UNSUPPORTED',
      ),
    ),
  list: operation('read')
    .route({
      method: 'GET',
      path: '/downloads',
      tags: ['downloads'],
      summary: 'Downloads, newest first',
      description: 'Those under way, and the last ones that ended.',
    })
    .output(z.object({ downloads: z.array(downloadSchema) })),
  pause: operation('admin')
    .route({
      method: 'POST',
      path: '/downloads/{id}/pause',
      tags: ['downloads'],
      summary: 'Hold a download; what is here stays',
    })
    .input(byId)
    .output(downloadSchema)
    .errors(refusals),
  resume: operation('admin')
    .route({
      method: 'POST',
      path: '/downloads/{id}/resume',
      tags: ['downloads'],
      summary: 'Go on with a download that is paused, waits or failed',
    })
    .input(byId)
    .output(downloadSchema)
    .errors(refusals),
  cancel: operation('admin')
    .route({
      method: 'DELETE',
      path: '/downloads/{id}',
      tags: ['downloads'],
      summary: 'Give a download up; nothing of it stays',
    })
    .input(byId)
    .output(downloadSchema)
    .errors(refusals),
};

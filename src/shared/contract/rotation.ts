import * as z from 'zod';
import { rotationSchema } from '../domain/rotation.ts';
import { operation } from './access.ts';
import { catalogueErrors } from './errors.ts';

const byId = z.object({ id: z.string().min(1) });
const SLASH = 'The slash of the id is written as %2F: /models/local%2Fname:q8_0';

export const rotation = {
  get: operation('public')
    .route({
      method: 'GET',
      path: '/rotation',
      tags: ['rotation'],
      summary: 'Models in memory, what is predicted, what came and went',
      description: 'Looking never wakes: this neither loads a model nor resets an idle timer.',
    })
    .input(
      z
        .object({
          history: z.coerce.number().int().min(0).max(1000).optional().describe('Entries; 200'),
        })
        .optional(),
    )
    .output(rotationSchema),
  rotate: operation('admin')
    .route({
      method: 'POST',
      path: '/rotate',
      tags: ['rotation'],
      summary: 'Bring a model into memory now',
      description: `Where there is no place, the idle one used longest ago leaves; answers under way end first. One that is there becomes the active one; one that was set aside is tried again. Returns when it is decided; GET /rotation or the events tell when it is there.`,
      successStatus: 202,
    })
    .input(z.object({ model_id: z.string().min(1) }))
    .output(rotationSchema)
    .errors(catalogueErrors('MODEL_NOT_FOUND')),
  pin: operation('admin')
    .route({
      method: 'POST',
      path: '/models/{id}/pin',
      tags: ['rotation'],
      summary: 'Keep a model in memory, or no longer',
      description: `A pinned model is brought in, and leaves for no query, prediction or idleness. A restart keeps it. One place always stays free for the others. ${SLASH}/pin.`,
    })
    .input(byId.extend({ pinned: z.boolean() }))
    .output(rotationSchema)
    .errors(catalogueErrors('MODEL_NOT_FOUND', 'NO_PLACE')),
  unload: operation('admin')
    .route({
      method: 'POST',
      path: '/models/{id}/unload',
      tags: ['rotation'],
      summary: 'Let a model leave memory now',
      description: `Answers under way end first. A query that needs it brings it back. ${SLASH}/unload.`,
      successStatus: 202,
    })
    .input(byId)
    .output(rotationSchema)
    .errors(catalogueErrors('MODEL_NOT_FOUND', 'MODEL_PINNED')),
};

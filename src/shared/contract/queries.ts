import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { priorityInputSchema, priorityNameSchema } from '../domain/priority.ts';
import {
  acknowledgementSchema,
  feedbackScoreSchema,
  queryAnswerSchema,
  queryEventSchema,
  queryRecordSchema,
  querySchema,
  queryStateSchema,
  querySummarySchema,
  terminalStateSchema,
} from '../domain/query.ts';
import { operation } from './access.ts';
import { catalogueErrors } from './errors.ts';

const acceptErrors = catalogueErrors(
  'QUEUE_FULL',
  'IDEMPOTENCY_MISMATCH',
  'NO_CAPABLE_MODEL',
  'NOT_AVAILABLE',
);

/** What an accepted query can end with instead of an answer. */
const runErrors = catalogueErrors(
  'CONTENT_WIPED',
  'QUERY_CANCELLED',
  'DEADLINE_EXCEEDED',
  'PROMPT_TOO_LONG',
  'ATTEMPTS_EXHAUSTED',
  'INTERRUPTED',
  'MODEL_FILE_MISSING',
  'NOT_GGUF',
  'GGUF_TRUNCATED',
  'GGUF_INVALID',
  'GGUF_UNSUPPORTED',
  'LOAD_FAILED',
  'OUT_OF_MEMORY',
  'ENGINE_CRASHED',
  'ENGINE_HUNG',
  'GENERATION_FAILED',
);

const byId = z.object({ id: z.string().min(1) });

const moveSchema = byId
  .extend({
    to: z.enum(['front']).optional(),
    before: z.string().min(1).optional().describe('Id of the waiting query to stand before'),
    priority: priorityInputSchema.optional(),
  })
  .refine(({ to, before }) => to === undefined || before === undefined, {
    path: ['to'],
    error: 'give either "to" or "before", not both',
  })
  .refine(({ to, before, priority }) => (to ?? before ?? priority) !== undefined, {
    path: ['to'],
    error: 'give "to", "before" or "priority"',
  });

const TEXT_MEANING = 'In the start of what was asked, or in the id; case and accents do not matter';

const conditions = {
  priority: priorityNameSchema.optional(),
  module_id: z.string().min(1).max(128).optional().describe('Of this calling module'),
};
const textSchema = z.string().min(1).max(256).optional();
const MOST_IDS = 10_000;
const underWaySchema = queryStateSchema.extract(['queued', 'running']);

export const queries = {
  ask: operation('query')
    .route({
      method: 'POST',
      path: '/query',
      tags: ['queries'],
      summary: 'Ask, and wait for the answer',
      description:
        'The header x-vx11-query-id carries the id. With "Prefer: respond-async" it answers ' +
        '202 as POST /queries does.',
    })
    .input(querySchema)
    .output(queryAnswerSchema)
    .errors({ ...acceptErrors, ...runErrors }),
  stream: operation('query')
    .route({
      method: 'POST',
      path: '/query/stream',
      tags: ['queries'],
      summary: 'Ask, and read the answer as it is written',
      description: 'The first event acknowledges the query and carries its id.',
    })
    .input(querySchema)
    .output(eventIterator(queryEventSchema))
    .errors({ ...acceptErrors, ...runErrors }),
  submit: operation('query')
    .route({
      method: 'POST',
      path: '/queries',
      tags: ['queries'],
      summary: 'Ask, and fetch the answer later by id',
      successStatus: 202,
    })
    .input(querySchema)
    .output(acknowledgementSchema)
    .errors(acceptErrors),
  get: operation('public')
    .route({
      method: 'GET',
      path: '/queries/{id}',
      tags: ['queries'],
      summary: 'A query: state, answer, decisions',
      description: 'For the caller who asked it, and for callers with the scope read.',
    })
    .input(byId)
    .output(queryRecordSchema)
    .errors(catalogueErrors('QUERY_NOT_FOUND')),
  cancel: operation('query')
    .route({ method: 'DELETE', path: '/queries/{id}', tags: ['queries'], summary: 'Cancel' })
    .input(byId)
    .output(queryRecordSchema)
    .errors(catalogueErrors('QUERY_NOT_FOUND', 'QUERY_FINISHED')),
  cancelMany: operation('admin')
    .route({
      method: 'POST',
      path: '/queries/cancel',
      tags: ['queries'],
      summary: 'Cancel all queries under way that match',
      description:
        'At once, so that none of them begins in the place of another. It says which: by one or ' +
        'more conditions, or all.',
    })
    .input(
      z
        .object({
          state: underWaySchema.or(z.array(underWaySchema).min(1)).optional(),
          ...conditions,
          text: textSchema.describe(TEXT_MEANING),
          ids: z.array(z.string().min(1)).min(1).max(MOST_IDS).optional().describe('Only these'),
          all: z.literal(true).optional().describe('Every one under way; needed without others'),
          preview: z.boolean().optional().describe('true: count them, and cancel none'),
        })
        .refine(
          ({ state, priority, module_id, text, ids, all }) =>
            (state ?? priority ?? module_id ?? text ?? ids ?? all) !== undefined,
          {
            error:
              'Say which queries are meant: state, priority, module_id, text, ids, or all: true for every one under way.',
          },
        ),
    )
    .output(
      z.object({
        cancelled: z.int().describe('Those that were answered meanwhile are not counted'),
        preview: z.boolean(),
      }),
    ),
  move: operation('admin')
    .route({
      method: 'PATCH',
      path: '/queries/{id}',
      tags: ['queries'],
      summary: 'Move a query that waits',
      description:
        'To the front of those that wait now, before another one, to another priority, or both. ' +
        'Its caller reads of it among the decisions. A restart keeps the order.',
    })
    .input(moveSchema)
    .output(queryRecordSchema)
    .errors(catalogueErrors('QUERY_NOT_FOUND', 'QUERY_NOT_WAITING')),
  list: operation('read')
    .route({
      method: 'GET',
      path: '/queries',
      tags: ['queries'],
      summary: 'Queries, newest first',
      description:
        'Where only those under way are wanted: those that run, then those that wait in the order ' +
        'in which they would be served.',
    })
    .input(
      z
        .object({
          state: queryStateSchema
            .or(z.array(queryStateSchema).min(1))
            .optional()
            .describe('One state, or several: in an address by repeating it'),
          ...conditions,
          text: textSchema.describe(
            `${TEXT_MEANING}. Of those that have ended, the newest 10,000 are looked through`,
          ),
          limit: z.coerce.number().int().min(1).max(1000).optional(),
          offset: z.coerce
            .number()
            .int()
            .min(0)
            .max(100_000)
            .optional()
            .describe('So many are left out before the first one'),
        })
        .optional(),
    )
    .output(
      z.object({
        count: z.int().describe('In this answer'),
        total: z
          .int()
          .describe('That match; where it is not only of those under way, counted up to 10,000'),
        queries: z.array(querySummarySchema),
      }),
    ),
  feedback: operation('query')
    .route({
      method: 'POST',
      path: '/queries/{id}/feedback',
      tags: ['queries'],
      summary: 'Say how good an answer was',
      description:
        'For the caller who asked it, and for callers with the scopes query and read. The model is chosen ' +
        'more or less often for queries of this type. Said again, it replaces what was said before.',
    })
    .input(byId.extend({ score: feedbackScoreSchema.describe('0: useless, 1: as wished') }))
    .output(queryRecordSchema)
    .errors(catalogueErrors('QUERY_NOT_FOUND', 'QUERY_NOT_ANSWERED')),
  purge: operation('admin')
    .route({
      method: 'POST',
      path: '/queries/purge',
      tags: ['queries'],
      summary: 'Take finished queries away',
      description:
        'From the files of the database, too. Of those whose idempotency key is younger than a ' +
        'day only the content goes, so that a repeat is still recognised. It says which: by age, ' +
        'by state, or all.',
    })
    .input(
      z
        .object({
          older_than_s: z.number().min(0).optional().describe('Ended so many seconds ago or more'),
          state: terminalStateSchema.or(z.array(terminalStateSchema).min(1)).optional(),
          all: z
            .literal(true)
            .optional()
            .describe('Every one that has ended; needed without others'),
          preview: z.boolean().optional().describe('true: count them, and take none away'),
        })
        .refine(({ older_than_s, state, all }) => (older_than_s ?? state ?? all) !== undefined, {
          error:
            'Say which queries are meant: older_than_s, state, or all: true for every finished one.',
        }),
    )
    .output(
      z.object({
        forgotten: z.int().describe('Nothing is left of them'),
        wiped: z.int().describe('Only their content is gone'),
        preview: z.boolean(),
      }),
    ),
};

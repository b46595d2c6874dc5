import * as z from 'zod';
import { ERROR_CODES } from '../errors/catalogue.ts';
import { moduleTypeSchema } from './module.ts';
import { DEEPEST_NESTING, isNestedDeeperThan } from './nesting.ts';
import { priorityInputSchema, priorityNameSchema } from './priority.ts';
import { queryTypeSchema } from './specialty.ts';

export const QUERY_STATES = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'evicted',
  'expired',
] as const;
export const queryStateSchema = z.enum(QUERY_STATES);
export type QueryState = z.infer<typeof queryStateSchema>;
export const terminalStateSchema = queryStateSchema.exclude(['queued', 'running']);
export type TerminalState = z.infer<typeof terminalStateSchema>;

export const chatMessageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** Default and ceiling for the length of an answer, in tokens. */
export const DEFAULT_MAX_TOKENS = 512;
export const MAX_MAX_TOKENS = 32_768;

export const querySchema = z
  .object({
    module_id: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('The calling module, e.g. "operator"'),
    module_type: z
      .string()
      .max(64)
      .optional()
      .describe('MADRE, OPERATOR, …; default: from module_id'),
    query: z.string().optional().describe('What is asked, as plain text'),
    messages: z.array(chatMessageSchema).min(1).max(1000).optional().describe('Or as a chat'),
    query_type: queryTypeSchema.optional(),
    model_preference: z.string().min(1).max(256).optional().describe('Model id or tag'),
    requires_cli: z.boolean().optional(),
    priority: priorityInputSchema.optional(),
    interactive: z.boolean().optional(),
    deadline_ms: z.int().min(1).max(86_400_000).optional().describe('From acceptance, in ms'),
    max_tokens: z.int().min(1).max(MAX_MAX_TOKENS).optional(),
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().gt(0).max(1).optional(),
    seed: z.int().min(0).max(4_294_967_295).optional(),
    stop: z.array(z.string().min(1).max(256)).max(16).optional(),
    metadata: z
      .record(z.string(), z.unknown())
      .refine((value) => !isNestedDeeperThan(DEEPEST_NESTING, value), {
        error: `at most ${DEEPEST_NESTING} levels of lists and objects`,
      })
      .optional(),
    idempotency_key: z.string().min(1).max(256).optional(),
  })
  .superRefine((value, context) => {
    const asked = value.query !== undefined && value.query.trim() !== '';
    const chat = value.messages?.some((message) => message.content.trim() !== '') ?? false;
    if (asked === chat) {
      context.addIssue({
        code: 'custom',
        path: ['query'],
        message: asked
          ? 'give either "query" or "messages", not both'
          : 'give a non-empty "query" text or "messages" list',
      });
    }
  });
export type QueryInput = z.infer<typeof querySchema>;

export const appliedPrioritySchema = z.object({
  requested: priorityNameSchema.describe('What the caller asked for, or its default'),
  applied: priorityNameSchema.describe('What the caller is entitled to'),
});
export type AppliedPriority = z.infer<typeof appliedPrioritySchema>;

const shareSchema = z.object({
  value: z.number().describe('0..1'),
  weight: z.number().describe('What it counts in the score: value times weight is added'),
});

/** What a score is made of, so that it can be drawn and checked. */
export const scorePartsSchema = z.object({
  specialty: shareSchema.describe('How well the model is made for the type of the query'),
  performance: shareSchema.describe('How its answers of this type fared: success, speed, feedback'),
  efficiency: shareSchema.describe('Tokens a second for its memory, among the candidates'),
  availability: shareSchema.describe('In memory, or able to come'),
  switching: z
    .object({
      load_s: z.number().describe('Until it is in memory'),
      prefill_s: z.number().describe('Until what it has to read is read'),
      accepted_s: z.number().describe('The wait that this caller is taken to accept'),
      cost: z.number().describe('(load_s + prefill_s) / accepted_s, weighed; subtracted'),
    })
    .describe('What it costs to switch to this model'),
  adjustment: z
    .number()
    .describe('Added for what outweighs a score: it broke off before, has begun, is tried out'),
});
export type ScoreParts = z.infer<typeof scorePartsSchema>;

export const candidateSchema = z.object({
  model_id: z.string(),
  eligible: z.boolean(),
  score: z.number().nullable(),
  parts: scorePartsSchema
    .nullable()
    .optional()
    .describe('Null: not eligible; absent: an older version decided'),
  reasons: z.array(z.string()).describe('Why it has this score, or why it is not eligible'),
});
/** Each step is taken only when the one before it leads nowhere. */
export const decisionStepSchema = z.enum(['chosen', 'next', 'light_llm', 'none']);
export type DecisionStep = z.infer<typeof decisionStepSchema>;
export const decisionSchema = z.object({
  at: z.string().describe('ISO 8601'),
  attempt: z.int().describe('0: before the first attempt'),
  chosen: z.string().nullable().describe('Null: no model could, or the query was only moved'),
  reason: z.string(),
  candidates: z.array(candidateSchema),
  step: decisionStepSchema
    .optional()
    .describe('Of the fallback order; absent: the query was moved, or an older version decided'),
  explores: z
    .boolean()
    .optional()
    .describe('A model of which little is known was given this query, to learn how it does'),
  cached_s: z
    .number()
    .optional()
    .describe('So many seconds ago the same was decided for an equal query, and nothing changed'),
});
export type Decision = z.infer<typeof decisionSchema>;

export const queryErrorSchema = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type QueryError = z.infer<typeof queryErrorSchema>;

export const usageSchema = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});
export type Usage = z.infer<typeof usageSchema>;

export const finishReasonSchema = z.enum(['stop', 'length']);
export type FinishReason = z.infer<typeof finishReasonSchema>;

/** One rule for answers and records: the answer begins with one of its model's own such sentences. */
const beyondSchema = z
  .boolean()
  .describe('The answer says that the question is beyond the model: a larger one is needed');

export const queryTypeSourceSchema = z
  .enum(['caller', 'rule', 'classifier'])
  .describe('Who says what type it is: its caller, a rule on its words, or the classifier');
export type QueryTypeSource = z.infer<typeof queryTypeSourceSchema>;

/** A caller's judgement of an answer, 0 (useless) to 1 (as wished). */
export const feedbackScoreSchema = z.number().min(0).max(1);

export const answerStatusSchema = z.enum(['success', 'light_llm', 'shub_mode', 'cli', 'remote']);

/** What `POST /query` answers: the older modules' shape, with more beside it. */
export const queryAnswerSchema = z.object({
  status: answerStatusSchema,
  model_used: z.string(),
  model_label: z.string().nullable().describe('What to know of this model, e.g. "light model"'),
  response: z.string(),
  timestamp: z.string().describe('ISO 8601'),
  processing_time: z.number().describe('Seconds from acceptance to the end of the answer'),
  metadata: z.record(z.string(), z.unknown()),
  query_id: z.string(),
  state: queryStateSchema,
  query_type: queryTypeSchema,
  priority: appliedPrioritySchema,
  reason: z.string().describe('Why this model answered'),
  finish_reason: finishReasonSchema,
  beyond: beyondSchema,
  usage: usageSchema,
});
export type QueryAnswer = z.infer<typeof queryAnswerSchema>;

/** What is known of a query at any time (`GET /queries/{id}`). */
export const queryRecordSchema = z.object({
  query_id: z.string(),
  state: queryStateSchema,
  module_id: z.string(),
  module_type: moduleTypeSchema,
  query_type: queryTypeSchema,
  query_type_source: queryTypeSourceSchema.nullable().describe('null: an older version took it'),
  priority: appliedPrioritySchema,
  model_preference: z.string().nullable(),
  content: z.string().nullable().describe('What was asked, of a chat the last message'),
  content_kept: z.boolean().describe('false: what was asked and answered is no longer stored'),
  response: z.string().nullable(),
  model_used: z.string().nullable(),
  reason: z
    .string()
    .nullable()
    .describe('Why this model, and whether it was put back for a more urgent query'),
  finish_reason: finishReasonSchema.nullable(),
  usage: usageSchema.nullable(),
  error: queryErrorSchema.nullable(),
  beyond: beyondSchema,
  feedback: feedbackScoreSchema.nullable().describe('What its caller thinks of the answer'),
  attempts: z.int().describe('One that was put back for a more urgent query does not count'),
  position: z.int().nullable().describe('Queries ahead of it while it waits'),
  eta_ms: z
    .number()
    .nullable()
    .describe('Expected wait in ms, an estimate; null until speeds are measured'),
  decisions: z.array(decisionSchema),
  metadata: z.record(z.string(), z.unknown()),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});
export type QueryRecord = z.infer<typeof queryRecordSchema>;

/** A query as a line of a list: `GET /queries/{id}` has the rest. */
export const querySummarySchema = queryRecordSchema
  .omit({ response: true, decisions: true, metadata: true })
  .extend({ content: queryRecordSchema.shape.content.describe('The start of what was asked') });
export type QuerySummary = z.infer<typeof querySummarySchema>;

const PREVIEW_CHARACTERS = 280;

/** The start of what was asked: the query, or the last message of a chat. */
export function previewOf({ query, messages }: Pick<QueryInput, 'query' | 'messages'>): string {
  const text = query ?? messages?.at(-1)?.content ?? '';
  if (text.length <= PREVIEW_CHARACTERS) return text;
  // Half of a surrogate pair would be no text.
  return `${text.slice(0, PREVIEW_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export const acknowledgementSchema = z.object({
  query_id: z.string(),
  position: z.int().describe('Queries ahead of this one; 0 is next'),
  eta_ms: z
    .number()
    .nullable()
    .describe('Expected wait in ms, an estimate; null until speeds are measured'),
  priority: appliedPrioritySchema,
  answer_kept_s: z
    .number()
    .optional()
    .describe(
      'Only where answers are not stored: how many seconds after its end the answer can be ' +
        'fetched by id. 0: not at all; read it as it is written, or ask and wait.',
    ),
});
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;

/** One event of a streamed query. The last one is `done`, or the stream ends with an error. */
export const queryEventSchema = z.discriminatedUnion('type', [
  acknowledgementSchema.extend({ type: z.literal('accepted') }),
  z.object({
    type: z.literal('started'),
    model: z.string(),
    model_label: z.string().nullable(),
    attempt: z.int().describe('Any text before this event is void: the answer starts (again)'),
    reason: z.string(),
  }),
  z.object({ type: z.literal('token'), text: z.string() }),
  z.object({ type: z.literal('done'), answer: queryAnswerSchema }),
]);
export type QueryEvent = z.infer<typeof queryEventSchema>;

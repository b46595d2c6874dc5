import * as z from 'zod';
import { parseByteSize } from '../domain/byte-size.ts';
import {
  foundModelSchema,
  SEARCH_SOURCES,
  searchSourceSchema,
  sourceReportSchema,
} from '../domain/found-model.ts';
import { parseParameterCount } from '../domain/parameter-count.ts';
import { specialtySchema } from '../domain/specialty.ts';
import { operation } from './access.ts';

const numberOrText = z.union([z.string().max(32), z.number()]);
/** They stay as sent; `parseByteSize` and `parseParameterCount` read them. */
const size = numberOrText
  .refine((value) => parseByteSize(value) !== undefined, 'give bytes, or a text like "2GB"')
  .optional();
const parameters = numberOrText
  .refine((value) => parseParameterCount(value) !== undefined, 'give a number, or a text like "3B"')
  .optional();
const word = z.string().min(1).max(64);
const words = word.or(z.array(word).min(1).max(16)).optional();

const filtersSchema = z.object({
  specialty: specialtySchema.optional(),
  size_min: size.describe('Of a quant: bytes, or a text like "500MB"'),
  size_max: size,
  parameters_min: parameters.describe('A number, or a text like "1.5B"'),
  parameters_max: parameters,
  context_min: z.int().min(1).optional().describe('Tokens'),
  license: words.describe('"apache-2.0", or several'),
  quant: words.describe('"Q4_K_M", or several'),
  gated: z.boolean().optional().describe('true: only gated ones; false: none of them'),
});
export type SearchFilters = z.infer<typeof filtersSchema>;

export const modelSearchInputSchema = z.object({
  query: z
    .string()
    .max(256)
    .optional()
    .describe('What is wanted: part of a name, or a purpose such as "code generation"'),
  source: searchSourceSchema
    .or(z.literal('all'))
    .optional()
    .describe(`${SEARCH_SOURCES.join(', ')}, or all (default)`),
  filters: filtersSchema.optional(),
  limit: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Models of each source on one page; default: the setting search_limit'),
  cursor: z
    .string()
    .max(4096)
    .optional()
    .describe('"next" of the page before, with the same query and filters'),
});
export type ModelSearchInput = z.infer<typeof modelSearchInputSchema>;

export const modelSearchOutputSchema = z.object({
  specialty: specialtySchema.nullable().describe('Asked for, or read from the query'),
  size_limit_bytes: z.int(),
  free_bytes: z.int().describe('Memory that one more model may take now'),
  sources: z.array(sourceReportSchema),
  results: z.array(foundModelSchema).describe('The best first; the ranking is of one page'),
  next: z.string().nullable().describe('Cursor of the next page; null: there is none'),
});
export type ModelSearchOutput = z.infer<typeof modelSearchOutputSchema>;

export const searchModels = operation('read')
  .route({
    method: 'POST',
    path: '/models/search',
    tags: ['models'],
    summary: 'Models that could be had, from Hugging Face and OpenRouter',
    description:
      'One ranked list; every quant with its true size and whether it fits here. A source that is ' +
      'offline or refuses says so in "sources", and the others answer.',
  })
  .input(modelSearchInputSchema)
  .output(modelSearchOutputSchema);

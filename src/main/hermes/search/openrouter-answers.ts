import * as z from 'zod';
import type { RemoteTerms } from '../../../shared/domain/found-model.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';
import { contextSchema, dateSchema, goodOnes, lineSchema } from './plausible.ts';

const wordsSchema = z.array(lineSchema(64)).max(100).catch([]).default([]);
const DEAREST_PER_TOKEN = 1;

/**
 * USD per token, as text. Null for "-1", which means that it varies, and for what is no price; an
 * empty text would count as 0 and pass for free.
 */
const priceSchema = z
  .string()
  .regex(/^\d+(\.\d+)?(e-?\d+)?$/i)
  .transform(Number)
  .refine((price) => price <= DEAREST_PER_TOKEN)
  .nullable()
  .catch(null)
  .default(null);

const NO_PRICES = { prompt: null, completion: null, request: null };
const NO_ARCHITECTURE = { input_modalities: [], output_modalities: [] };

const rowSchema = z.object({
  id: z.string().regex(/^[~\w.-]{1,96}\/[\w.:-]{1,128}$/),
  name: lineSchema(200).nullable().catch(null).default(null),
  description: lineSchema(2000).catch('').default(''),
  /** Seconds since 1970. */
  created: z.int().min(0).max(4e9).nullable().catch(null).default(null),
  context_length: contextSchema,
  architecture: z
    .object({ input_modalities: wordsSchema, output_modalities: wordsSchema })
    .nullable()
    .catch(null)
    .default(null),
  // Only these: "overrides" beside them is a list.
  pricing: z
    .object({ prompt: priceSchema, completion: priceSchema, request: priceSchema })
    .nullable()
    .catch(null)
    .default(null),
  supported_parameters: wordsSchema,
  expiration_date: dateSchema,
});

export interface RemoteModel {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** ISO. */
  readonly created: string | null;
  readonly context_length: number | null;
  readonly output_modalities: readonly string[];
  readonly terms: RemoteTerms;
}

const TOKENS = 1e6;
/** 0.1 + 0.2 style tails are no prices. */
const perMillion = (price: number | null): number | null =>
  price === null ? null : Number((price * TOKENS).toPrecision(6));

function remoteModelOf(row: z.infer<typeof rowSchema>): RemoteModel {
  const { id, name, description, created, context_length, expiration_date } = row;
  const { prompt, completion, request } = row.pricing ?? NO_PRICES;
  const { input_modalities, output_modalities } = row.architecture ?? NO_ARCHITECTURE;
  return {
    id,
    name: name ?? id,
    description,
    created: created === null ? null : new Date(created * 1000).toISOString(),
    context_length,
    output_modalities,
    terms: {
      prompt_price: perMillion(prompt),
      completion_price: perMillion(completion),
      free: prompt === 0 && completion === 0 && (request ?? 0) === 0,
      expires_at: expiration_date,
      input_modalities,
      supported_parameters: row.supported_parameters,
    },
  };
}

/** @returns undefined when it is no list at all */
export function readRemoteModels(
  body: unknown,
): { readonly models: readonly RemoteModel[]; readonly malformed: number } | undefined {
  const rows: unknown = Object(body).data;
  if (!Array.isArray(rows)) return undefined;
  const { good, malformed } = goodOnes(rowSchema, rows);
  return { models: good.map(remoteModelOf), malformed };
}

/** A day to come is no end yet; "2026-12-31" ends with that day. */
export function hasExpired({ terms: { expires_at } }: RemoteModel, now: EpochMs): boolean {
  if (expires_at === null) return false;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(expires_at) ? 86_400_000 : 0;
  return Date.parse(expires_at) + day <= now;
}

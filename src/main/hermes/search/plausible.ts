import * as z from 'zod';

/** What no model has; such a number is a mistake or a lie ("1024819.1T params" exists). */
const MOST_PARAMETERS = 5e12;
const MOST_CONTEXT = 2 ** 24;
/** A month's downloads of the most popular model are some 10^8, all likes of one some 10^4. */
const MOST_DOWNLOADS = 1e9;
const MOST_LIKES = 1e6;
/** 8 TB: the largest models in full precision. */
const MOST_BYTES = 8e12;

/** null for whatever is no such number: the rest of the row still counts. */
const wholeUpTo = (most: number, least = 0) =>
  z.int().min(least).max(most).nullable().catch(null).default(null);

export const parametersSchema = wholeUpTo(MOST_PARAMETERS, 1);
export const contextSchema = wholeUpTo(MOST_CONTEXT, 1);
export const downloadsSchema = wholeUpTo(MOST_DOWNLOADS);
export const likesSchema = wholeUpTo(MOST_LIKES);
export const sizeSchema = z.int().min(1).max(MOST_BYTES);

/** Text of strangers that is shown: one line, bounded. */
export const lineSchema = (longest: number) =>
  z.string().transform((text) => text.replaceAll(/\p{C}/gu, ' ').trim().slice(0, longest));

/** An ISO date of the past few decades, or null. */
export const dateSchema = z
  .string()
  .refine((text) => text >= '2000' && text < '2100' && !Number.isNaN(Date.parse(text)))
  .nullable()
  .catch(null)
  .default(null);

/** The good ones of a list that may hold anything; strangers' rows fail alone. */
export function goodOnes<Row>(
  schema: z.ZodType<Row>,
  rows: readonly unknown[],
): { readonly good: readonly Row[]; readonly malformed: number } {
  const good = rows.flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
  return { good, malformed: rows.length - good.length };
}

import * as z from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { LIST_PATH } from './hugging-face.ts';

/** A cursor comes back from outside: it leads to lists of the hub, and to nothing else. */
const placeSchema = z.object({
  search: z.int().min(0).max(9),
  path: z
    .string()
    .max(2000)
    .refine((path) => path.startsWith(`${LIST_PATH}?`))
    .nullable(),
  row: z.int().min(0).max(1000),
});

/** Where each source goes on; null: it has no more. */
const placesSchema = z.object({
  huggingface: placeSchema.nullable(),
  openrouter: z.int().min(0).max(1_000_000).nullable(),
});
export type Places = z.infer<typeof placesSchema>;

/** @returns null when no source has more */
export function cursorOf(places: Places): string | null {
  if (places.huggingface === null && places.openrouter === null) return null;
  return Buffer.from(JSON.stringify(places)).toString('base64url');
}

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined; // No JSON: refused with everything else that is no place.
  }
}

/** @throws AppError INVALID_INPUT when it was not made here */
export function placesOf(cursor: string): Places {
  const parsed = placesSchema.safeParse(decoded(cursor));
  if (parsed.success) return parsed.data;
  throw new AppError('INVALID_INPUT', {
    message: 'cursor: it leads to no page. Search again without it.',
  });
}

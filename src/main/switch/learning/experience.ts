import type { QueryType } from '../../../shared/domain/specialty.ts';

/** Attempts and judgements of one model at one type that count: what is older is forgotten. */
export const WINDOW = 10;

/** Of the latest answers of a type, by whomever: a model without any of them is little known again. */
export const RECENT = 100;

/** A model with so many of the recent answers is known well enough not to be tried out. */
export const ENOUGH_KNOWN = 5;

/**
 * How one model did at one type lately. Numbers come in steps, so that what is as good as unchanged
 * is unchanged.
 */
export interface Experience {
  /** Attempts that count, at most `WINDOW`. */
  readonly attempts: number;
  /** Share of them that succeeded. */
  readonly success: number;
  /** Tokens a second, from the beginning of an attempt to its end; null while none was timed. */
  readonly pace: number | null;
  /** Judgements that count, at most `WINDOW`. */
  readonly judged: number;
  /** Their mean, 0..1; 0.5 without any. */
  readonly liked: number;
  /** Its own among the `RECENT` answers of the type, at most `ENOUGH_KNOWN`. */
  readonly known: number;
}

export type ModelExperience = Readonly<Partial<Record<QueryType, Experience>>>;

export function isSameExperience(a: Experience, b: Experience): boolean {
  return (
    a.attempts === b.attempts &&
    a.success === b.success &&
    a.pace === b.pace &&
    a.judged === b.judged &&
    a.liked === b.liked &&
    a.known === b.known
  );
}

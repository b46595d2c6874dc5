import { ORPCError } from '@orpc/client';

/** What can be told to a person about a failed call. */
export interface Failure {
  /** A code of the catalogue, or CONNECTION_LOST when no answer came at all. */
  readonly code: string;
  /** The server's own words; null when it said nothing. */
  readonly message: string | null;
}

export function describeFailure(caught: unknown): Failure {
  if (caught instanceof ORPCError) return { code: caught.code, message: caught.message };
  return { code: 'CONNECTION_LOST', message: null };
}

/** The caller may ask, but not look on. */
export function isRefusal(caught: unknown): boolean {
  const { code } = describeFailure(caught);
  return code === 'UNAUTHORIZED' || code === 'FORBIDDEN';
}

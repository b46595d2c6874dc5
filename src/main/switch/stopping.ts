import { AppError } from '../../shared/errors/app-error.ts';

/** Why the work on a query is stopped from outside. */
export type Ending =
  | { readonly state: 'cancelled' | 'evicted' | 'expired'; readonly error: AppError }
  /** The product shuts down: the query stays as it is and is taken up at the next start. */
  | { readonly state: 'suspended'; readonly error: AppError };

export function suspension(): Ending {
  const error = new AppError('SHUTTING_DOWN', {
    message: 'The server is shutting down. The query is kept and is answered after the restart.',
  });
  return { state: 'suspended', error };
}

/** Never told to anyone: what makes an attempt stop so that its query can be put back. */
export const PUT_BACK = new AppError('QUERY_CANCELLED', {
  message: 'Put back for a more urgent query.',
});
/** Nor this: what makes it stop because another model is to take the query. */
export const PASSED_ON = new AppError('QUERY_CANCELLED', {
  message: 'Passed on to another model.',
});

import { oc } from '@orpc/contract';
import { catalogueErrors } from './errors.ts';

/**
 * Who may call an operation:
 * - `public`: anyone the doors let in;
 * - `query`, `read`, `clis`, `admin`: a caller with that scope (`admin` has them all).
 */
export type Access = 'public' | Scope;
export const SCOPES = ['query', 'read', 'clis', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export interface OperationMeta extends Record<string, unknown> {
  readonly access: Access;
}

/** An operation that forgets to state its access is for administrators. */
const base = oc.$meta<OperationMeta>({ access: 'admin' });

/** Starts the definition of an operation: its access level, and the refusals any operation knows. */
export function operation(access: Access) {
  return base
    .meta({ access })
    .errors(
      catalogueErrors(
        'INVALID_INPUT',
        'MALFORMED_JSON',
        'UNSUPPORTED_MEDIA_TYPE',
        'BODY_TOO_LARGE',
        'UNAUTHORIZED',
        'FORBIDDEN',
        'FOREIGN_HOST',
        'FOREIGN_ORIGIN',
        'STORAGE_FULL',
        'STORAGE_FAILED',
        'SHUTTING_DOWN',
        'INTERNAL',
      ),
    );
}

/** Reads the level back from an operation's definition; one without a level is for administrators. */
export function accessOf(meta: Readonly<Record<string, unknown>>): Access {
  const { access } = meta;
  if (access === 'public') return access;
  return SCOPES.find((scope) => scope === access) ?? 'admin';
}

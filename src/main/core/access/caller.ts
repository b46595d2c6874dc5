import { type Access, SCOPES, type Scope } from '../../../shared/contract/access.ts';
import type { ModuleType } from '../../../shared/domain/module.ts';
import type { PriorityLevel } from '../../../shared/domain/priority.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { TokenClaims } from './tokens.ts';

/** Who calls, whichever door it came through. */
export interface Caller {
  readonly kind: 'anonymous' | 'token' | 'console' | 'desktop';
  /** Owns the queries it asks. */
  readonly owner: string;
  /** Null for an anonymous caller: it states its own, unproven. */
  readonly module_id: string | null;
  readonly module_type: ModuleType | null;
  readonly scopes: ReadonlySet<Scope>;
  readonly highest_priority: PriorityLevel;
}

/** On loopback: what is public, and queries at MEDIUM at most. */
export const ANONYMOUS: Caller = {
  kind: 'anonymous',
  owner: 'anonymous',
  module_id: null,
  module_type: null,
  scopes: new Set<Scope>(['query']),
  highest_priority: 2,
};

/** From elsewhere, without a token. */
export const STRANGER: Caller = { ...ANONYMOUS, scopes: new Set<Scope>() };

const operator = (kind: 'console' | 'desktop'): Caller => ({
  kind,
  owner: 'operator',
  module_id: 'console',
  module_type: 'OPERATOR',
  scopes: new Set<Scope>(SCOPES),
  highest_priority: 0,
});
export const CONSOLE: Caller = operator('console');
export const DESKTOP: Caller = operator('desktop');

export function tokenCaller(claims: TokenClaims): Caller {
  return {
    kind: 'token',
    owner: `token:${claims.module_id}`,
    module_id: claims.module_id,
    module_type: claims.module_type,
    scopes: new Set(claims.scopes),
    highest_priority: 0,
  };
}

export function mayCall(caller: Caller, access: Access): boolean {
  return access === 'public' || caller.scopes.has(access) || caller.scopes.has('admin');
}

/** @throws AppError UNAUTHORIZED or FORBIDDEN, telling how to get the right token */
export function requireAccess(caller: Caller, access: Access): void {
  if (mayCall(caller, access)) return;
  const how = `Make a token with "vx11 token create --scope ${access}" and send it as "Authorization: Bearer …".`;
  if (caller.kind === 'anonymous') {
    throw new AppError('UNAUTHORIZED', {
      message: `This needs a token with the scope ${access}. ${how}`,
      data: { scope: access },
    });
  }
  throw new AppError('FORBIDDEN', {
    message: `The token of this caller lacks the scope ${access}. ${how}`,
    data: { scope: access },
  });
}

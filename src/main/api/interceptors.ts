import { mapEventIterator, ORPCError } from '@orpc/client';
import type { ErrorMap, Meta } from '@orpc/contract';
import type { ProcedureClientInterceptorOptions } from '@orpc/server';
import { type InterceptorOptions, isAsyncIteratorObject } from '@orpc/shared';
import { accessOf } from '../../shared/contract/access.ts';
import { normaliseInput } from '../../shared/contract/normalise-input.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { isErrorCode } from '../../shared/errors/catalogue.ts';
import { requireAccess } from '../core/access/caller.ts';
import type { ApiContext } from './context.ts';

type Options = ProcedureClientInterceptorOptions<ApiContext, ErrorMap, Meta>;
type Call = InterceptorOptions<Options, Promise<unknown>>;

interface ErrorLog {
  error(facts: object, message: string): void;
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

function isIssue(value: unknown): value is Issue {
  return typeof value === 'object' && value !== null && 'message' in value;
}

function issuesOf(data: unknown): readonly Issue[] {
  const issues =
    typeof data === 'object' && data !== null && 'issues' in data ? data.issues : undefined;
  return Array.isArray(issues) ? issues.filter(isIssue) : [];
}

function fieldOf({ path = [] }: Issue): string {
  return path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

/** "max_tokens: expected a number; query: …", the fields a person has to correct. */
function invalidInput(data: unknown): AppError {
  const issues = issuesOf(data).map((issue) => ({ field: fieldOf(issue), problem: issue.message }));
  const text = issues.map(({ field, problem }) =>
    field === '' ? problem : `${field}: ${problem}`,
  );
  return new AppError('INVALID_INPUT', {
    message: `The request does not have the expected form. ${text.join('; ')}`.trim(),
    data: { issues },
  });
}

/** Whatever was thrown, as the catalogue names it; what nobody foresaw is logged and hidden. */
function asAppError(caught: unknown, log: ErrorLog): AppError {
  if (caught instanceof AppError) {
    if (caught.code === 'INTERNAL') log.error({ err: caught.cause ?? caught }, 'internal error');
    return caught;
  }
  if (caught instanceof ORPCError && caught.code === 'BAD_REQUEST')
    return invalidInput(caught.data);
  log.error({ err: caught }, 'internal error');
  return new AppError('INTERNAL', { cause: caught });
}

/** As the contract's typed errors carry it. */
function toTransportError(error: AppError): ORPCError<string, unknown> {
  const { code, status, message, data } = error;
  return new ORPCError(code, { defined: true, status, message, data });
}

/**
 * What happens around every operation on every transport: the caller's right is checked before
 * anything is read, the input gets today's names, and errors leave in one form.
 */
export function apiInterceptor(log: ErrorLog) {
  const translate = (caught: unknown): unknown =>
    isTranslated(caught) ? caught : toTransportError(asAppError(caught, log));
  return async (call: Call): Promise<unknown> => {
    try {
      requireAccess(call.context.caller, accessOf(call.procedure['~orpc'].meta));
      const output = await call.next({ ...call, input: normaliseInput(call.input) });
      if (!isAsyncIteratorObject(output)) return output;
      return mapEventIterator(output, {
        value: (value: unknown) => Promise.resolve(value),
        error: (caught: unknown) => Promise.resolve(translate(caught)),
      });
    } catch (caught) {
      throw translate(caught);
    }
  };
}

function isTranslated(caught: unknown): boolean {
  return caught instanceof ORPCError && isErrorCode(caught.code);
}

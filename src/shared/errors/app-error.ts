import { ERROR_CATALOGUE, type ErrorCode } from './catalogue.ts';

export type ErrorData = Readonly<Record<string, unknown>>;

export interface AppErrorOptions {
  /** Says what to do next, to a person. Default: the catalogue's text. */
  readonly message?: string;
  /** Facts for programs: ids, limits, numbers. Goes to the caller, so never secrets. */
  readonly data?: ErrorData;
  /** What was caught, for the log only. */
  readonly cause?: unknown;
}

/** The one error class of the product: a code of the catalogue, a text for a person, data. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? ERROR_CATALOGUE[code].message, { cause: options.cause });
    this.code = code;
    this.data = options.data ?? {};
  }

  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }
}

/** Turns whatever was caught into an AppError; what nobody foresaw becomes INTERNAL. */
export function toAppError(caught: unknown): AppError {
  return caught instanceof AppError ? caught : new AppError('INTERNAL', { cause: caught });
}

/** The form in which REST, `/ws` and the OpenAPI client all see an error. */
export interface ErrorBody {
  readonly defined: true;
  readonly code: ErrorCode;
  readonly status: number;
  readonly message: string;
  readonly data: ErrorData;
}

export function toErrorBody(error: AppError): ErrorBody {
  const { code, status, message, data } = error;
  return { defined: true, code, status, message, data };
}

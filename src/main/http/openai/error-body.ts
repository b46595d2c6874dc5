import type { AppError } from '../../../shared/errors/app-error.ts';

/** The OpenAI protocol has its own form of errors; the code is the catalogue's. */
export interface OpenAIError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

export function openAIError(error: AppError): OpenAIError {
  const { code, message, status } = error;
  return { error: { message, type: typeOf(status), param: null, code } };
}

/** Whatever is asked there, its clients understand only their own form of errors. */
export const isOpenAIPath = (url: string): boolean => /^\/v1(?=[/?]|$)/.test(url);

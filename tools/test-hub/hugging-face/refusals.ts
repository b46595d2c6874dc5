import type { Exchange, Headers } from '../http/exchange.ts';
import type { Caller } from './access.ts';

/** An answer that is an error, in the hub's form. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** `X-Error-Code` */
  readonly code?: 'RepoNotFound' | 'EntryNotFound' | 'RevisionNotFound' | 'GatedRepo';
  readonly headers?: Headers;
}

export const invalid = (message: string): Refusal => ({ status: 400, message: `✖ ${message}` });

export const badToken: Refusal = {
  status: 401,
  message: 'Invalid credentials in Authorization header',
};

export const anonymous: Refusal = {
  status: 401,
  message: 'Invalid username or password.',
  headers: { 'www-authenticate': 'Bearer realm="Authentication required", charset="UTF-8"' },
};

/** The hub tells strangers no difference between what is missing and what is private. */
export const unknownRepository = (caller: Caller): Refusal =>
  caller.kind === 'anonymous'
    ? anonymous
    : { status: 404, message: 'Repository not found', code: 'RepoNotFound' };

export const unknownRevision = (revision: string): Refusal => ({
  status: 404,
  message: `Invalid rev id: ${revision}`,
  code: 'RevisionNotFound',
});

export const unknownEntry = (commit: string): Refusal => ({
  status: 404,
  message: 'Entry not found',
  code: 'EntryNotFound',
  headers: { 'x-repo-commit': commit },
});

export const disabled: Refusal = {
  status: 403,
  message: 'Access to this resource is disabled.',
};

export const gated = (id: string, caller: Caller): Refusal =>
  caller.kind === 'anonymous'
    ? {
        status: 401,
        message: `Access to model ${id} is restricted. You must have access to it and be authenticated to access it. Please log in.`,
        code: 'GatedRepo',
      }
    : {
        status: 403,
        message: `Access to model ${id} is restricted and you are not in the authorized list. Visit https://huggingface.co/${id} to ask for access.`,
        code: 'GatedRepo',
      };

export const tooMany: Refusal = {
  status: 429,
  message: 'We had to rate limit your requests. Try again when the window ends.',
};

const ASCII = /^[\u0020-\u007e]*$/;

function headersOf({ message, code, headers }: Refusal): Headers {
  return {
    ...headers,
    ...(code !== undefined && { 'x-error-code': code }),
    ...(ASCII.test(message) && { 'x-error-message': message }),
  };
}

/** Of `/api`: JSON. */
export const refuse = (exchange: Exchange, refusal: Refusal): Promise<void> =>
  exchange.json(refusal.status, { error: refusal.message }, headersOf(refusal));

/** Of `/resolve`: plain text. */
export const refuseFile = (exchange: Exchange, refusal: Refusal): Promise<void> =>
  exchange.text(refusal.status, refusal.message, headersOf(refusal));

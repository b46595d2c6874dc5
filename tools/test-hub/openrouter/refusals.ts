import type { Exchange } from '../http/exchange.ts';

/** The reasons of errors-and-debugging.mdx. */
const REASONS: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['invalid_request', 'Bad request'],
  401: ['invalid_api_key', 'User not found.'],
  402: ['insufficient_credits', 'Insufficient credits'],
  403: ['permission_denied', 'Forbidden'],
  404: ['not_found', 'Not found'],
  408: ['timeout', 'Request timed out'],
  429: ['rate_limit_exceeded', 'Rate limit exceeded'],
  502: ['provider_error', 'Provider returned error'],
  503: ['no_provider', 'No available model provider meets your routing requirements'],
};

export interface OpenRouterError {
  readonly code: number;
  readonly message: string;
  readonly metadata: { readonly error_type: string };
}

export function errorOf(code: number, message?: string): OpenRouterError {
  const [error_type, usual] = REASONS[code] ?? ['internal_error', 'Internal server error'];
  return { code, message: message ?? usual, metadata: { error_type } };
}

export const refuse = (exchange: Exchange, code: number, message?: string): Promise<void> =>
  exchange.json(code, { error: errorOf(code, message) });

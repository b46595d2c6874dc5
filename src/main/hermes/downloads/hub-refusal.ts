import { type EpochMs, seconds } from '../../../shared/domain/units.ts';
import { AppError, type AppErrorOptions } from '../../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import { waitAfter } from '../search/rate-limit.ts';
import { Setback } from './setback.ts';

/** What was asked of the hub. */
export interface Asked {
  readonly repo: string;
  readonly file?: string;
  readonly withToken: boolean;
  readonly now: EpochMs;
}

function gated({ repo, withToken }: Asked): string {
  const page = `https://huggingface.co/${repo}`;
  return withToken
    ? `The account of the stored token may not download ${repo} yet. Ask for access at ${page}, then resume.`
    : `${repo} wants its terms accepted: do so at ${page}, store a token of that account (HF_TOKEN), then resume.`;
}

function missing({ repo, file, withToken }: Asked, what: string | null): string {
  if (what === 'EntryNotFound')
    return `${repo} has no file ${file ?? ''}. Look at its list of files.`;
  const who = withToken
    ? 'or the stored token may not see it'
    : 'or it is private and needs a token';
  return `Hugging Face has no repository ${repo}, ${who}.`;
}

/**
 * What an answer that is no success means.
 * @returns an AppError when asking again will not help, a Setback when it will
 */
export function refusalOf(response: Response, asked: Asked): AppError | Setback {
  const { status, headers } = response;
  const what = headers.get('x-error-code');
  const { repo, file } = asked;
  const error = (code: ErrorCode, options: AppErrorOptions): AppError =>
    new AppError(code, { ...options, data: { repo, ...(file !== undefined && { file }), status } });
  const wait = waitAfter(headers, status === 429 || headers.has('retry-after'), asked.now);
  const rest = wait === undefined ? undefined : seconds(wait);
  if (status === 429) return new Setback(error('HUB_RATE_LIMITED', {}), rest);
  if (status >= 500 || status === 408) {
    const message = `Hugging Face has trouble of its own (${status}). It is tried again.`;
    return new Setback(error('HUB_FAILED', { message }), rest);
  }
  if (what === 'GatedRepo') return error('HUB_GATED', { message: gated(asked) });
  if (status === 401 && asked.withToken) {
    const message = 'Hugging Face does not accept the stored token. Store a new one (HF_TOKEN).';
    return error('HUB_TOKEN_REFUSED', { message });
  }
  if (status === 401 || status === 404) {
    return error('HUB_NOT_FOUND', { message: missing(asked, what) });
  }
  return error('HUB_REFUSED', {
    message: `Hugging Face refuses this (${status}). Look at the page of ${repo} for the reason.`,
  });
}

/** The pinned commit is gone: its history was rewritten. */
export const isRevisionGone = (response: Response): boolean =>
  response.status === 404 && response.headers.get('x-error-code') === 'RevisionNotFound';

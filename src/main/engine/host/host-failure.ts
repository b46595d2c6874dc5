import type { FromHost } from '../protocol.ts';

type Failed = Extract<FromHost, { type: 'failed' }>;

/** Ends one generation with a code and a text for a person. */
export class HostFailure extends Error {
  override readonly name = 'HostFailure';
  readonly code: Failed['code'];
  readonly data: Failed['data'];

  constructor(code: Failed['code'], message: string, data: Failed['data'] = {}, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.data = data;
  }
}

export function aborted(): HostFailure {
  return new HostFailure('aborted', 'The answer was stopped.');
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw aborted();
}

export function toHostFailure(caught: unknown): HostFailure {
  if (caught instanceof HostFailure) return caught;
  const message = 'The engine could not generate an answer. Try again, or another model.';
  return new HostFailure('GENERATION_FAILED', message, {}, caught);
}

/** What was caught, as text for the log. */
export function detailOf(caught: unknown): string {
  return caught instanceof Error ? (caught.stack ?? caught.message) : String(caught);
}

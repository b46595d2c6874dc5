import { type Milliseconds, seconds } from '../../../shared/domain/units.ts';

/** `"api";r=0;t=55`: of which window, requests left, seconds until it is renewed. */
const RATE_LIMIT = /"\w+"\s*;\s*r\s*=\s*(\d+)\s*;\s*t\s*=\s*(\d+)/;

/** How long the hub wants to be left alone; undefined when it does not say so. */
export function restAskedBy(headers: Headers): Milliseconds | undefined {
  const limit = RATE_LIMIT.exec(headers.get('ratelimit') ?? '');
  if (limit !== null && Number(limit[1]) === 0) return seconds(Number(limit[2]));
  const after = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(after) ? seconds(Number(after)) : undefined;
}

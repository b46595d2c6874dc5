/** Another crash this soon is no accident: the page would only crash again. */
const REPEATED_WITHIN_MS = 60_000;

/**
 * What to do when the window's own process died. The product itself is not touched by it.
 * @param before when it happened before, in milliseconds of the same clock as `now`
 */
export function crashResponse(before: number | undefined, now: number): 'reload' | 'ask' {
  return before !== undefined && now - before < REPEATED_WITHIN_MS ? 'ask' : 'reload';
}

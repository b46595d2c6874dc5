/** Levels of lists and objects in free-form values; what writes JSON goes one call deeper for each. */
export const DEEPEST_NESTING = 64;

const children = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];

/** Looks level by level: recursion would break on the very values this is to find. */
export function isNestedDeeperThan(limit: number, value: unknown): boolean {
  let level = children(value);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap(children);
  }
  return false;
}

import type { ModelView } from './deciding/choosing/terms.ts';

function isSame(a: ModelView, b: ModelView): boolean {
  return (
    a.model === b.model &&
    a.resident === b.resident &&
    a.ready === b.ready &&
    a.context_tokens === b.context_tokens &&
    a.pace === b.pace &&
    a.experience === b.experience &&
    a.ailment === b.ailment &&
    a.light === b.light
  );
}

/**
 * The list of before where nothing about any model has changed, so that whoever decided by it sees
 * at a glance that the decision stands. Every field is compared: there is nothing to announce, and
 * so nothing to forget to announce.
 */
export function keptIfSame(
  before: readonly ModelView[],
  now: readonly ModelView[],
): readonly ModelView[] {
  const same =
    before.length === now.length &&
    now.every((view, index) => {
      const other = before[index];
      return other !== undefined && isSame(view, other);
    });
  return same ? before : now;
}

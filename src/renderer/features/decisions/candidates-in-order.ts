import type { Decision } from '../../../shared/domain/query.ts';

export type Candidate = Decision['candidates'][number];

const standing = (candidate: Candidate, chosen: string | null): number => {
  if (candidate.model_id === chosen) return Number.POSITIVE_INFINITY;
  if (!candidate.eligible || candidate.score === null) return Number.NEGATIVE_INFINITY;
  return candidate.score;
};

/** The chosen one, then the others from the best on, then those that were ruled out. */
export function candidatesInOrder({
  candidates,
  chosen,
}: Pick<Decision, 'candidates' | 'chosen'>): readonly Candidate[] {
  return candidates.toSorted((a, b) => {
    const [first, second] = [standing(a, chosen), standing(b, chosen)];
    return first === second ? 0 : second - first;
  });
}

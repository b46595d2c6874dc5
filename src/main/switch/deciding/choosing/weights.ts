/** What each part counts in a score (`choice_weights`). */
export interface ChoiceWeights {
  readonly specialty: number;
  readonly performance: number;
  readonly efficiency: number;
  readonly availability: number;
  /** Of the wait for a model, in the wait that the caller accepts. */
  readonly switching: number;
}

export const DEFAULT_WEIGHTS: ChoiceWeights = {
  specialty: 0.4,
  performance: 0.3,
  efficiency: 0.2,
  availability: 0.1,
  switching: 0.2,
};

/** Beyond so many times the accepted wait it is too long, and no longer makes a difference. */
export const LONGEST_WAIT = 3;

/** Larger than any difference of two scores: what must decide whatever they are. */
export function decisive(weights: ChoiceWeights): number {
  const { specialty, performance, efficiency, availability, switching } = weights;
  return 1 + specialty + performance + efficiency + availability + LONGEST_WAIT * switching;
}

import type { ScoreParts } from '../../../shared/domain/query.ts';

/** What is added up; the switching cost is taken off the end. */
export const SHARES = ['specialty', 'performance', 'efficiency', 'availability'] as const;
export type ShareName = (typeof SHARES)[number];

/** Where something is drawn, in percent of the width. */
export interface Stretch {
  readonly left: number;
  readonly width: number;
}

export interface ScoreBar {
  readonly shares: readonly (Stretch & { readonly name: ShareName })[];
  /** Over the end of the shares, at most over all of them. */
  readonly cost: Stretch;
}

export const pointsOf = (parts: ScoreParts, name: ShareName): number =>
  parts[name].value * parts[name].weight;

const grossOf = (parts: ScoreParts): number =>
  SHARES.reduce((sum, name) => sum + pointsOf(parts, name), 0);

/** What the whole width stands for: bars beside each other have the same scale. */
export const scaleOf = (all: readonly ScoreParts[]): number => Math.max(1, ...all.map(grossOf));

/** @param full the points that the whole width stands for */
export function scoreBar(parts: ScoreParts, full: number): ScoreBar {
  let end = 0;
  const shares = SHARES.map((name) => {
    const width = (100 * pointsOf(parts, name)) / full;
    end += width;
    return { name, left: end - width, width };
  });
  const cost = Math.min(end, (100 * parts.switching.cost) / full);
  return { shares, cost: { left: end - cost, width: cost } };
}

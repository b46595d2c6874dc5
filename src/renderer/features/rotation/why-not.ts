import type { RotatingModel } from '../../../shared/domain/rotation.ts';

export type Obstacle = 'in_memory' | 'coming' | 'leaving' | 'out' | 'pinned';

/** Why it makes no sense to bring a model in, or to unload it; null: it does. */
export function whyNot({ state, pinned }: Pick<RotatingModel, 'state' | 'pinned'>): {
  readonly bring: Obstacle | null;
  readonly unload: Obstacle | null;
} {
  switch (state) {
    case 'cold':
      return { bring: null, unload: 'out' };
    case 'loading':
      return { bring: 'coming', unload: pinned ? 'pinned' : null };
    case 'warm':
    case 'active':
      return { bring: 'in_memory', unload: pinned ? 'pinned' : null };
    case 'draining':
      // Called back, it comes again as soon as it has left.
      return { bring: null, unload: 'leaving' };
  }
}

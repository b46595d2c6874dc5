import type { RotatingModel } from '../../../shared/domain/rotation.ts';

/** So many are looked over at a glance. */
const FEW = 8;

/**
 * Of many models, those that matter now: in memory, pinned, or used most. They keep their order, so
 * that a row does not move while somebody points at it.
 */
export function firstToShow(models: readonly RotatingModel[]): readonly RotatingModel[] {
  const busiest = models.toSorted((a, b) => b.uses - a.uses).slice(0, FEW);
  const most = new Set(busiest.map(({ model_id }) => model_id));
  return models.filter(
    ({ model_id, state, pinned }) => state !== 'cold' || pinned || most.has(model_id),
  );
}

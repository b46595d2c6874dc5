import type { Model } from '../../shared/domain/model.ts';

type Named = Pick<Model, 'id' | 'name'>;

/** A model's name by its id; the id itself where the name is unknown, or that of several. */
export function namesOf(models: readonly Named[]): (id: string) => string {
  const byName = Map.groupBy(models, ({ name }) => name);
  const names = new Map(
    models.map(({ id, name }) => [id, byName.get(name)?.length === 1 ? name : id]),
  );
  return (id) => names.get(id) ?? id;
}

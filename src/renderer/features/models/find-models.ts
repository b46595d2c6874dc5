import type { Model } from '../../../shared/domain/model.ts';
import { foldText } from '../../../shared/domain/text-search.ts';

type Findable = Pick<
  Model,
  'id' | 'name' | 'specialties' | 'tags' | 'architecture' | 'residency' | 'last_used'
>;

const inMemoryFirst = ({ residency }: Findable): number => (residency === 'cold' ? 1 : 0);

/**
 * The models in which every word is found, in memory first, then the ones used last.
 * @param specialtyName as the reader's language calls it
 */
export function findModels<Found extends Findable>(
  models: readonly Found[],
  text: string,
  specialtyName: (specialty: Found['specialties'][number]) => string,
): readonly Found[] {
  const words = foldText(text).split(/\s+/).filter(Boolean);
  const described = (model: Found): string =>
    foldText(
      [
        model.id,
        model.name,
        model.architecture,
        ...model.tags,
        ...model.specialties,
        ...model.specialties.map(specialtyName),
      ].join(' '),
    );
  return models
    .filter((model) => words.every((word) => described(model).includes(word)))
    .toSorted(
      (a, b) =>
        inMemoryFirst(a) - inMemoryFirst(b) ||
        (b.last_used ?? '').localeCompare(a.last_used ?? '') ||
        a.name.localeCompare(b.name),
    );
}

import type { StoredModel } from '../../../../shared/domain/model.ts';

/** The ways in which a preference can name a model; a name that is meant goes before one that fits. */
const NAMED_BY: readonly ((model: StoredModel, wanted: string) => boolean)[] = [
  ({ id }, wanted) => id.toLowerCase() === wanted,
  ({ id }, wanted) => id.toLowerCase().split(':')[0] === wanted,
  ({ tags, specialties }, wanted) =>
    tags.some((tag) => tag.toLowerCase() === wanted) ||
    specialties.some((specialty) => specialty === wanted),
];

/**
 * The models a preference names: by id, else by id without its quant, else by tag or specialty. Tags
 * come from model files, so one that reads like another model's id must not stand in for it.
 */
export function preferredModels(
  models: readonly StoredModel[],
  preference: string,
): readonly StoredModel[] {
  const wanted = preference.toLowerCase();
  for (const names of NAMED_BY) {
    const named = models.filter((model) => names(model, wanted));
    if (named.length > 0) return named;
  }
  return [];
}

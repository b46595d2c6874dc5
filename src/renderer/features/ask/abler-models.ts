import type { Model } from '../../../shared/domain/model.ts';

/** More names help nobody to choose. */
const OFFERED = 3;

const CANNOT: ReadonlySet<Model['health']['state']> = new Set([
  'quarantined',
  'missing',
  'no_room',
]);

/**
 * Installed models that might answer what was beyond one: in memory first, then the largest.
 * @param free memory in bytes, where it is known; a file that is larger is not offered
 */
export function ablerModels(
  installed: readonly Model[],
  than: string,
  free: number | undefined,
): readonly Model[] {
  const isHere = ({ residency }: Model): boolean => residency === 'resident';
  return installed
    .filter(({ id, source, enabled }) => enabled && source !== 'built-in' && id !== than)
    .filter(
      ({ health, specialties }) => !CANNOT.has(health.state) && !specialties.includes('embedding'),
    )
    .filter((model) => isHere(model) || free === undefined || model.size_bytes < free)
    .toSorted((a, b) => Number(isHere(b)) - Number(isHere(a)) || b.size_bytes - a.size_bytes)
    .slice(0, OFFERED);
}

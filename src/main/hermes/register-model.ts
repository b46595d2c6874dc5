import { type ModelId, modelId } from '../../shared/domain/ids.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import type { Specialty } from '../../shared/domain/specialty.ts';
import { epochMs } from '../../shared/domain/units.ts';
import type { GgufSummary } from './gguf/validate.ts';
import { specialtiesOfTags } from './specialties-of-tags.ts';

export interface CheckedFile {
  readonly path: string;
  readonly stamp: string;
  readonly sha256: string;
  readonly summary: GgufSummary;
}

export interface Naming {
  readonly id: ModelId;
  readonly name: string;
  readonly source: StoredModel['source'];
  readonly label: string | null;
  readonly linked: boolean;
  readonly specialties?: readonly Specialty[] | undefined;
}

/** The registry's row for a file that passed the checks. */
export function describeModel(file: CheckedFile, naming: Naming): StoredModel {
  const { summary } = file;
  return {
    id: naming.id,
    name: naming.name,
    source: naming.source,
    label: naming.label,
    architecture: summary.architecture,
    quant: summary.quant,
    parameters: summary.parameters,
    size_bytes: summary.size_bytes,
    context_length: summary.context_length,
    sha256: file.sha256,
    license: summary.license,
    tags: [...summary.tags],
    specialties: [...(naming.specialties ?? specialtiesOfTags([...summary.tags, naming.name]))],
    has_chat_template: summary.chat_template !== null,
    path: file.path,
    linked: naming.linked,
    enabled: true,
    file_stamp: file.stamp,
    shape: summary.shape,
    light_model: summary.light_model,
    created_at: epochMs(Date.now()),
  };
}

/** "Mi Modelo (v2)" → "mi-modelo-v2", so that an id needs no escaping anywhere. */
export function slug(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9._]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'model';
}

/** Of a file of the operator's, by the name it is to have. */
export const localBase = (name: string): string => `local/${slug(name)}`;

/**
 * `local/name:quant` or `author/repo:quant`, with a number when another file already has that id.
 * @param base what stands before the quant
 */
export function freeId(base: string, quant: string, taken: (id: ModelId) => boolean): ModelId {
  for (let copy = 1; ; copy += 1) {
    const suffix = copy === 1 ? '' : `-${copy}`;
    const id = modelId(`${base}${suffix}:${slug(quant)}`);
    if (!taken(id)) return id;
  }
}

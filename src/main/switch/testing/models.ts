import { modelId } from '../../../shared/domain/ids.ts';
import type { StoredModel } from '../../../shared/domain/model.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import type { ModelView } from '../deciding/choose.ts';

/** A model of the library, with only what matters to a decision stated by the test. */
export function model(id: string, more: Partial<StoredModel> = {}): StoredModel {
  return {
    id: modelId(id),
    name: id,
    source: 'local',
    label: null,
    architecture: 'llama',
    quant: 'Q8_0',
    parameters: 1000,
    size_bytes: 1000,
    context_length: 4096,
    sha256: id,
    license: null,
    tags: [],
    specialties: [],
    has_chat_template: true,
    linked: false,
    enabled: true,
    path: `/${id}`,
    file_stamp: '',
    shape: null,
    light_model: null,
    created_at: epochMs(0),
    ...more,
  };
}

export function view(
  id: string,
  more: Partial<ModelView> & { model?: StoredModel } = {},
): ModelView {
  const unused = { resident: false, ready: false, success_rate: null, ailment: null, light: false };
  return { model: model(id), ...unused, ...more };
}

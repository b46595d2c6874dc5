import { modelId } from '../../../shared/domain/ids.ts';
import type { StoredModel } from '../../../shared/domain/model.ts';
import { epochMs } from '../../../shared/domain/units.ts';
import type { Demand, ModelView } from '../deciding/choosing/terms.ts';
import type { PastAttempt } from '../ports.ts';

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
  return {
    model: model(id),
    resident: false,
    ready: false,
    context_tokens: 4096,
    pace: { writing: null, reading: null, load_s: null },
    experience: {},
    ailment: null,
    light: false,
    ...more,
  };
}

/** What a query for code asks that says no more, and to which nothing has happened. */
export function demand(more: Partial<Demand> = {}): Demand {
  return {
    query_type: 'code',
    preference: null,
    excluded: new Map(),
    failed_on: new Set(),
    begun_on: null,
    ...more,
  };
}

/** An answer of model a to a query for code: 11 tokens in a second, after a tenth of one. */
export function pastAttempt(more: Partial<PastAttempt> = {}): PastAttempt {
  return {
    model_id: modelId('a'),
    query_type: 'code',
    success: true,
    prompt_tokens: 20,
    cached_tokens: 0,
    completion_tokens: 11,
    first_token_ms: 100,
    total_ms: 1100,
    ...more,
  };
}

import { join } from 'node:path';
import { modelId, queryId } from '../../shared/domain/ids.ts';
import type { StoredModel } from '../../shared/domain/model.ts';
import type { Decision } from '../../shared/domain/query.ts';
import { epochMs } from '../../shared/domain/units.ts';
import type { NewQuery, QueryOutcome, UsageEntry } from '../switch/ports.ts';

let files = 0;
/** A path in the folder that no other test uses. */
export function freshPath(folder: string): string {
  files += 1;
  return join(folder, `${files}.db`);
}

export function newQuery(id: string, changes: Partial<NewQuery> = {}): NewQuery {
  return {
    query_id: queryId(id),
    owner: 'operator',
    module_id: 'operator',
    module_type: 'OPERATOR',
    query_type: 'text_generation',
    query_type_source: 'caller',
    priority_requested: 1,
    priority_applied: 2,
    request: { query: '¿Qué hora es?', metadata: { thread: 7 } },
    body_hash: 'hash',
    model_preference: null,
    idempotency_key: null,
    deadline_at: null,
    created_at: epochMs(1000),
    ...changes,
  };
}

export const DECISION: Decision = {
  at: new Date(2000).toISOString(),
  attempt: 1,
  chosen: 'local/a:q8_0',
  reason: 'the only one',
  candidates: [{ model_id: 'local/a:q8_0', eligible: true, score: 0.5, reasons: ['loaded'] }],
};

export function outcome(changes: Partial<QueryOutcome> = {}): QueryOutcome {
  return {
    attempts: 1,
    decisions: [],
    state: 'succeeded',
    response: 'Las tres.',
    model_used: 'local/a:q8_0',
    reason: 'the only one',
    finish_reason: 'stop',
    usage: { prompt_tokens: 4, completion_tokens: 3, total_tokens: 7 },
    error: null,
    beyond: false,
    finished_at: epochMs(3000),
    ...changes,
  };
}

export function storedModel(id: string, changes: Partial<StoredModel> = {}): StoredModel {
  return {
    id: modelId(id),
    name: 'A model',
    source: 'local',
    label: null,
    architecture: 'llama',
    quant: 'Q8_0',
    parameters: 135_000_000,
    size_bytes: 144_000_000,
    context_length: 8192,
    sha256: 'ab'.repeat(32),
    license: 'apache-2.0',
    tags: ['text-generation', 'español'],
    specialties: ['text_generation', 'code'],
    has_chat_template: true,
    path: '/models/a.gguf',
    linked: false,
    enabled: true,
    file_stamp: '144000000:1:2',
    shape: null,
    light_model: null,
    created_at: epochMs(1000),
    ...changes,
  };
}

export function usageEntry(changes: Partial<UsageEntry> = {}): UsageEntry {
  return {
    model_id: modelId('local/a:q8_0'),
    query_type: 'text_generation',
    at: epochMs(1000),
    success: true,
    error_code: null,
    prompt_tokens: 5,
    cached_tokens: 0,
    completion_tokens: 20,
    first_token_ms: 100,
    total_ms: 1100,
    ...changes,
  };
}

import { createHash } from 'node:crypto';
import { type QueryId, queryId } from '../../shared/domain/ids.ts';
import { type ModuleType, moduleTypeOfId, parseModuleType } from '../../shared/domain/module.ts';
import {
  defaultPriority,
  type PriorityLevel,
  parsePriority,
} from '../../shared/domain/priority.ts';
import type { QueryInput } from '../../shared/domain/query.ts';
import { type EpochMs, epochMs } from '../../shared/domain/units.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { typeOfQuery } from './deciding/classify.ts';
import { askedText } from './generation-request.ts';
import type { NewQuery, QueryCaller } from './ports.ts';

/** Order of keys does not matter, so that two clients that mean the same say the same. */
function bodyHash(input: QueryInput): string {
  const { idempotency_key: _, ...body } = input;
  const canonical = JSON.stringify(body, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(canonical).digest('hex');
}

interface Identity {
  readonly module_id: string;
  readonly module_type: ModuleType;
}

/** A token's identity counts; without one the caller is whom it says it is, with fewer rights. */
function identify(input: QueryInput, caller: QueryCaller): Identity {
  const module_id = caller.module_id ?? input.module_id ?? 'anonymous';
  if (caller.module_type !== null) return { module_id, module_type: caller.module_type };
  if (input.module_type === undefined) {
    return { module_id, module_type: moduleTypeOfId(module_id) };
  }
  return { module_id, module_type: parseModuleType(input.module_type) ?? 'UNKNOWN' };
}

function newId(): QueryId {
  return queryId(`q_${crypto.randomUUID()}`);
}

/**
 * Turns what came in into the row that is kept: identity, type, priority asked for and granted.
 * @throws AppError NOT_AVAILABLE for what this version cannot do yet
 */
export function acceptQuery(input: QueryInput, caller: QueryCaller, now: EpochMs): NewQuery {
  if (input.requires_cli === true) {
    throw new AppError('NOT_AVAILABLE', {
      message: 'Command-line tools are not available in this version. Ask without requires_cli.',
    });
  }
  const { module_id, module_type } = identify(input, caller);
  const told = typeOfQuery(input.query_type, () => askedText(input));
  const asked = input.priority === undefined ? undefined : parsePriority(input.priority);
  const requested: PriorityLevel = asked ?? defaultPriority(module_type);
  const applied = requested < caller.highest_priority ? caller.highest_priority : requested;
  return {
    query_id: newId(),
    owner: caller.owner,
    module_id,
    module_type,
    query_type: told.type,
    query_type_source: told.source,
    priority_requested: requested,
    priority_applied: applied,
    request: input,
    body_hash: bodyHash(input),
    model_preference: input.model_preference ?? null,
    idempotency_key: input.idempotency_key ?? null,
    deadline_at: input.deadline_ms === undefined ? null : epochMs(now + input.deadline_ms),
    created_at: now,
  };
}

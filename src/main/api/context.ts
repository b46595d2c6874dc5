import type { QueryId } from '../../shared/domain/ids.ts';
import type { Caller } from '../core/access/caller.ts';

/** What an operation knows of the call it serves, whichever transport brought it. */
export interface ApiContext extends Record<PropertyKey, unknown> {
  readonly caller: Caller;
  /** REST answers with the id in a header as soon as the query is on record. */
  readonly onAcknowledged?: (id: QueryId) => void;
}

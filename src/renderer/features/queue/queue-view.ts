import { create } from 'zustand';
import type { SystemEvent } from '../../../shared/contract/events.ts';
import type { PriorityName } from '../../../shared/domain/priority.ts';
import type { QueryState } from '../../../shared/domain/query.ts';

export type QueueTab = 'active' | 'finished';

/* Named here because the shared lists would bring their validator (100 kB) along. */
const UNDER_WAY = ['running', 'queued'] as const;
export const STATES_OF: Readonly<Record<QueueTab, readonly QueryState[]>> = {
  active: UNDER_WAY,
  finished: ['succeeded', 'failed', 'cancelled', 'evicted', 'expired'],
};
export const PRIORITIES: readonly PriorityName[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

export interface QueueFilter {
  readonly tab: QueueTab;
  /** Undefined: any. */
  readonly state: QueryState | undefined;
  readonly priority: PriorityName | undefined;
  /** Empty: any. */
  readonly module: string;
  readonly text: string;
}

interface QueueView extends QueueFilter {
  /** Ids of queries to be cancelled together. */
  readonly selected: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** What the queue shows; kept while another view is looked at. */
export const useQueueView = create<QueueView>(() => ({
  tab: 'active',
  state: undefined,
  priority: undefined,
  module: '',
  text: '',
  selected: NONE,
}));

/** What is no longer shown is no longer selected: nobody cancels what cannot be seen. */
export const showQueries = (filter: Partial<QueueFilter>): void =>
  useQueueView.setState({ ...filter, selected: NONE });

export const selectQueries = (ids: Iterable<string>): void =>
  useQueueView.setState({ selected: new Set(ids) });

export function toggleSelected(id: string): void {
  const selected = new Set(useQueueView.getState().selected);
  if (!selected.delete(id)) selected.add(id);
  useQueueView.setState({ selected });
}

/** What has ended cannot be cancelled any more. */
export function deselectEnded(event: SystemEvent): void {
  if (event.type !== 'query' || STATES_OF.active.includes(event.state)) return;
  if (useQueueView.getState().selected.has(event.query_id)) toggleSelected(event.query_id);
}

const conditionsOf = ({ priority, module, text }: QueueFilter) => {
  return {
    ...(priority !== undefined && { priority }),
    ...(module.trim() !== '' && { module_id: module.trim() }),
    ...(text.trim() !== '' && { text: text.trim() }),
  };
};

/** The view's filter as the contract has it. */
export const listInput = (filter: QueueFilter) => {
  return { state: filter.state ?? [...STATES_OF[filter.tab]], ...conditionsOf(filter) };
};

/** The same, of those under way only. */
export const cancelInput = (filter: QueueFilter) => {
  const state = UNDER_WAY.filter((one) => one === (filter.state ?? one));
  return { state, ...conditionsOf(filter) };
};

export const isFiltered = ({ state, priority, module, text }: QueueFilter): boolean =>
  state !== undefined || priority !== undefined || module.trim() + text.trim() !== '';

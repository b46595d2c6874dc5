import { create } from 'zustand';
import type { PriorityName } from '../../../shared/domain/priority.ts';

export type QueueTab = 'active' | 'finished';
export type PriorityFilter = PriorityName | 'ANY';
export const PRIORITY_FILTERS: readonly PriorityFilter[] = [
  'ANY',
  'CRITICAL',
  'HIGH',
  'MEDIUM',
  'LOW',
];

interface QueueView {
  readonly tab: QueueTab;
  readonly priority: PriorityFilter;
}

/** What the queue shows; kept while another view is looked at. */
export const useQueueView = create<QueueView>(() => ({ tab: 'active', priority: 'ANY' }));

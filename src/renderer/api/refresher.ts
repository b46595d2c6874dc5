import type { QueryClient } from '@tanstack/react-query';
import type { SystemEvent } from '../../shared/contract/events.ts';
import { api } from './client.ts';

/** What is fetched anew together. */
export type Part = 'system' | 'models' | 'queries' | 'rotation' | 'imports';
export const EVERYTHING: readonly Part[] = ['system', 'models', 'queries', 'rotation', 'imports'];

/** Hundreds of events a second are possible; so many refreshes would help nobody. */
const REFRESH_EVERY_MS = 250;

export function partsChangedBy(event: SystemEvent): readonly Part[] {
  switch (event.type) {
    case 'query':
      // A finished query also counts in the figures of its model.
      return event.state === 'queued' || event.state === 'running'
        ? ['system', 'queries', 'rotation']
        : ['system', 'queries', 'rotation', 'models'];
    case 'residency':
    case 'model':
      return ['system', 'models', 'rotation'];
    case 'rotation':
      // Another model of those in memory may be the active one now.
      return event.entry === null ? ['rotation'] : ['rotation', 'models', 'system'];
    case 'import':
      return []; // See `showImport`.
    case 'download':
      return []; // No view shows them yet; the model it brings is told by itself.
    case 'lagged':
      return EVERYTHING;
  }
}

function refresh(queryClient: QueryClient, part: Part): void {
  const queryKey = {
    system: api.system.key(),
    models: api.models.list.key(),
    queries: api.queries.key(),
    rotation: api.rotation.key(),
    imports: api.models.imports.key(),
  }[part];
  void queryClient.invalidateQueries({ queryKey });
}

/** Collects what changed and fetches each part at most once per interval. */
export function createRefresher(queryClient: QueryClient): (parts: readonly Part[]) => void {
  const due = new Set<Part>();
  return (parts) => {
    if (due.size === 0 && parts.length > 0) {
      setTimeout(() => {
        for (const part of due) refresh(queryClient, part);
        due.clear();
      }, REFRESH_EVERY_MS);
    }
    for (const part of parts) due.add(part);
  };
}

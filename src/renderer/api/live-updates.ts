import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { SystemEvent } from '../../shared/contract/events.ts';
import { api, client, connection } from './client.ts';
import { useConnectionState } from './connection.ts';
import { isRefusal } from './failure.ts';

/** `restricted`: this caller may not read events, so the page shows what is public, on demand. */
export type LiveState = 'starting' | 'live' | 'restricted';

/** Hundreds of events a second are possible; so many refreshes would help nobody. */
const REFRESH_EVERY_MS = 250;
const RETRY_STREAM_MS = 2_000;

type Part = 'status' | 'models';
const EVERYTHING: readonly Part[] = ['status', 'models'];

function partsChangedBy(event: SystemEvent): readonly Part[] {
  switch (event.type) {
    case 'query':
      // A finished query also counts in the figures of its model.
      return event.state === 'queued' || event.state === 'running' ? ['status'] : EVERYTHING;
    case 'residency':
    case 'model':
    case 'lagged':
      return EVERYTHING;
    case 'import':
      return [];
  }
}

/** Collects what changed and fetches each part at most once per interval. */
function createRefresher(queryClient: QueryClient): (parts: readonly Part[]) => void {
  const due = new Set<Part>();
  const refresh = (part: Part) =>
    void queryClient.invalidateQueries({
      queryKey: part === 'status' ? api.system.key() : api.models.key(),
    });
  return (parts) => {
    if (due.size === 0 && parts.length > 0) {
      setTimeout(() => {
        due.forEach(refresh);
        due.clear();
      }, REFRESH_EVERY_MS);
    }
    for (const part of parts) due.add(part);
  };
}

interface Follower {
  readonly tell: (state: LiveState) => void;
  readonly refresh: (parts: readonly Part[]) => void;
  readonly signal: AbortSignal;
}

async function followEvents({ tell, refresh, signal }: Follower): Promise<void> {
  try {
    const stream = await client.events(undefined, { signal });
    tell('live');
    // What changed before the stream began was not told.
    refresh(EVERYTHING);
    for await (const event of stream) refresh(partsChangedBy(event));
  } catch (caught) {
    if (signal.aborted) return;
    if (isRefusal(caught)) {
      refresh(EVERYTHING);
      return tell('restricted');
    }
  }
  // The stream ended although the line is up: the server will say more on the next attempt.
  const timer = setTimeout(() => void followEvents({ tell, refresh, signal }), RETRY_STREAM_MS);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}

/** Keeps every view fresh while the line is up. Used once, at the top of the page. */
export function useLiveUpdates(): LiveState {
  const queryClient = useQueryClient();
  const online = useConnectionState(connection) === 'online';
  const [state, tell] = useState<LiveState>('starting');
  useEffect(() => {
    if (!online) return undefined;
    const stop = new AbortController();
    void followEvents({ tell, refresh: createRefresher(queryClient), signal: stop.signal });
    return () => {
      stop.abort();
      tell('starting');
    };
  }, [online, queryClient]);
  return state;
}

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { SystemEvent } from '../../shared/contract/events.ts';
import { api, client } from './client.ts';
import { isRefusal } from './failure.ts';
import { type LiveState, useLine, useOnline } from './line.ts';
import { createRefresher, EVERYTHING, type Part, partsChangedBy } from './refresher.ts';

const RETRY_STREAM_MS = 2_000;

type Listener = (event: SystemEvent) => void;

interface Follower {
  readonly refresh: (parts: readonly Part[]) => void;
  readonly listen: Listener;
  readonly signal: AbortSignal;
}

const tell = (live: LiveState): void => useLine.setState({ live });

async function followEvents({ refresh, listen, signal }: Follower): Promise<void> {
  try {
    const stream = await client.events(undefined, { signal });
    tell('live');
    // What changed before the stream began was not told.
    refresh(EVERYTHING);
    for await (const event of stream) {
      refresh(partsChangedBy(event));
      listen(event);
    }
  } catch (caught) {
    if (signal.aborted) return;
    if (isRefusal(caught)) {
      refresh(EVERYTHING);
      return tell('restricted');
    }
  }
  // The stream ended although the line is up: the server will say more on the next attempt.
  const timer = setTimeout(() => void followEvents({ refresh, listen, signal }), RETRY_STREAM_MS);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}

/** An import tells all there is to know of it: nothing needs to be fetched. */
function showImport(queryClient: QueryClient, event: SystemEvent): void {
  if (event.type !== 'import') return;
  const { type: _type, ...changed } = event;
  queryClient.setQueryData(api.models.imports.queryKey(), (known) => {
    if (known === undefined) return undefined;
    const others = known.imports.filter(({ import_id }) => import_id !== changed.import_id);
    return others.length < known.imports.length
      ? {
          imports: known.imports.map((one) =>
            one.import_id === changed.import_id ? changed : one,
          ),
        }
      : { imports: [changed, ...others] };
  });
}

/**
 * Keeps every view fresh while the line is up. Used once, at the top of the page.
 * @param onEvent told each event
 */
export function useLiveUpdates(onEvent: Listener): void {
  const queryClient = useQueryClient();
  const online = useOnline();
  const listen = useEffectEvent((event: SystemEvent) => {
    showImport(queryClient, event);
    onEvent(event);
  });
  useEffect(() => {
    if (!online) return undefined;
    const stop = new AbortController();
    void followEvents({
      refresh: createRefresher(queryClient),
      listen: (event) => listen(event),
      signal: stop.signal,
    });
    return () => {
      stop.abort();
      tell('starting');
    };
  }, [online, queryClient]);
}

import { useSyncExternalStore } from 'react';

/** `lost` is final (the desktop's port closed); `offline` is being repaired. */
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'lost';

/** Whether the core can be reached, for the link to set and the page to watch. */
export class Connection {
  #state: ConnectionState = 'connecting';
  readonly #listeners = new Set<() => void>();

  get = (): ConnectionState => this.#state;

  set(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export function useConnectionState(connection: Connection): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.get);
}

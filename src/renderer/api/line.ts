import { create } from 'zustand';

/** `lost` is final (the desktop's port closed); `offline` is being repaired. */
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'lost';
/** `restricted`: this caller may not read events, so the page shows what is public, on demand. */
export type LiveState = 'starting' | 'live' | 'restricted';

interface Line {
  readonly connection: ConnectionState;
  readonly live: LiveState;
}

/** The line to the core: whether it is up, and whether it tells what changes. */
export const useLine = create<Line>(() => ({ connection: 'connecting', live: 'starting' }));

export const setConnection = (connection: ConnectionState): void =>
  useLine.setState({ connection });

/** One word for both: while the line is up, what it tells. */
export const useLineState = (): Exclude<ConnectionState, 'online'> | LiveState =>
  useLine(({ connection, live }) => (connection === 'online' ? live : connection));

export const useOnline = (): boolean => useLine(({ connection }) => connection === 'online');

/** With a session one sees everything and may change it. */
export const useRestricted = (): boolean => useLine(({ live }) => live === 'restricted');

import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ConnectionState } from './line.ts';

const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 8_000;

/** Doubles with each failure; up to a fifth longer, so that many pages do not return in step. */
export function reconnectDelayMs(failures: number, random: number): number {
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
  return Math.round(delay * (1 + random / 5));
}

/**
 * The console's line in a browser: a WebSocket that is opened again when it closes. Calls under way
 * fail then, because only the caller knows whether asking twice is harmless.
 */
export class ReconnectingLink implements ClientLink<ClientContext> {
  readonly #open: () => WebSocket;
  readonly #tell: (state: ConnectionState) => void;
  #link: RPCLink<ClientContext>;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(open: () => WebSocket, tell: (state: ConnectionState) => void) {
    this.#open = open;
    this.#tell = tell;
    this.#link = this.#connect();
  }

  /** A call made while the socket is opening waits for it. */
  call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>) {
    return this.#link.call(path, input, options);
  }

  /** Does not wait for the next attempt; nothing happens unless one is being waited for. */
  retryNow(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#link = this.#connect();
  }

  #connect(): RPCLink<ClientContext> {
    const websocket = this.#open();
    websocket.addEventListener('open', () => {
      this.#failures = 0;
      this.#tell('online');
    });
    websocket.addEventListener('close', () => {
      this.#tell('offline');
      const delay = reconnectDelayMs(this.#failures, Math.random());
      this.#failures += 1;
      this.#timer = setTimeout(() => this.retryNow(), delay);
    });
    return new RPCLink({ websocket });
  }
}

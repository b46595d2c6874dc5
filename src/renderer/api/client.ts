import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { contract } from '../../shared/contract/index.ts';
import { type DesktopBridge, PORT_MESSAGE } from '../../shared/desktop-bridge.ts';
import { setConnection } from './line.ts';
import { ReconnectingLink } from './reconnecting-link.ts';

declare global {
  interface Window {
    /** Only in the desktop window. */
    readonly vx11?: DesktopBridge;
  }
}

/** Takes one end of a channel; the preload hands the other to the core. */
function desktopLink(): ClientLink<ClientContext> {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('close', () => setConnection('lost'));
  port1.start();
  // To this window only. A page from disk has the origin "null", which cannot be named here.
  window.postMessage(PORT_MESSAGE, '*', [port2]);
  setConnection('online');
  return new RPCLink({ port: port1 });
}

function browserLink(): ClientLink<ClientContext> {
  const address = new URL('/ws', window.location.origin);
  address.protocol = address.protocol.replace('http', 'ws');
  const link = new ReconnectingLink(() => new WebSocket(address, 'vx11.orpc'), setConnection);
  window.addEventListener('online', () => link.retryNow());
  reconnectNow = () => link.retryNow();
  return link;
}

/** For the button of someone who does not want to wait. */
export let reconnectNow = (): void => {};

export const client: ContractRouterClient<typeof contract> = createORPCClient(
  window.vx11 === undefined ? browserLink() : desktopLink(),
);

/** Options and keys for TanStack Query, one per operation of the contract. */
export const api = createTanstackQueryUtils(client);

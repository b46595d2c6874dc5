import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { AppError, toAppError, toErrorBody } from '../../shared/errors/app-error.ts';
import type { ApiContext } from '../api/context.ts';
import type { Caller } from '../core/access/caller.ts';
import { isTokenShaped } from '../core/access/tokens.ts';
import { type JsonFramingParts, serveJson } from './json-framing.ts';

export interface WebSocketParts extends JsonFramingParts {
  readonly handler: RPCHandler<ApiContext>;
  /** Host and Origin, as for any request. */
  readonly guard: (request: IncomingMessage) => void;
  readonly identify: (request: IncomingMessage) => Promise<Caller>;
  readonly maxMessageBytes: number;
}

export const WEBSOCKET_PATH = '/ws';
/** With this subprotocol a connection speaks oRPC's own framing, otherwise plain JSON. */
const ORPC = 'vx11.orpc';

function refuse(socket: Duplex, error: AppError): void {
  const body = JSON.stringify(toErrorBody(error));
  socket.end(
    `HTTP/1.1 ${error.status} Refused\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** The contract over WebSocket: for the console and oRPC clients, and in plain JSON for others. */
export function serveWebSocket(server: Server, parts: WebSocketParts): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: parts.maxMessageBytes,
    // A token offered as a subprotocol is never echoed.
    handleProtocols: (offered) =>
      offered.has(ORPC) ? ORPC : ([...offered].find((one) => !isTokenShaped(one)) ?? false),
  });
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    if (request.url?.split('?')[0] !== WEBSOCKET_PATH) throw new AppError('NOT_FOUND');
    parts.guard(request);
    const caller = await parts.identify(request);
    sockets.handleUpgrade(request, socket, head, (connection) => {
      // ws reports a too large or malformed message here and closes the connection itself.
      connection.on('error', () => undefined);
      if (connection.protocol === ORPC) {
        void parts.handler.upgrade(connection, { context: { caller } });
      } else serveJson(connection, caller, parts);
    });
  };
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch((caught: unknown) => refuse(socket, toAppError(caught)));
  });
  return {
    close: () => {
      for (const connection of sockets.clients) connection.terminate();
      sockets.close();
    },
  };
}

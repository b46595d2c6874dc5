import type { RPCHandler } from '@orpc/server/message-port';
import type { ApiContext } from '../api/context.ts';
import { DESKTOP } from '../core/access/caller.ts';

export type { SupportedMessagePort as MessagePortLike } from '@orpc/client/message-port';

type Upgrade = RPCHandler<ApiContext>['upgrade'];

/** The Electron window's own line to the core. Whoever holds the port is the operator. */
export function serveMessagePort(handler: RPCHandler<ApiContext>, port: Parameters<Upgrade>[0]) {
  handler.upgrade(port, { context: { caller: DESKTOP } });
}

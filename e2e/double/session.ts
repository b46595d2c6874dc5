import { EventEmitter } from 'node:events';
import { loud } from './loud.ts';

type Covered =
  | 'setDevicePermissionHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler';
type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];

class DoubleSession extends EventEmitter implements Pick<Electron.Session, Covered> {
  #onRequest: RequestHandler = null;

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#onRequest = handler;
  }

  // The page asks for nothing that these decide.
  setPermissionCheckHandler(): void {}
  setDevicePermissionHandler(): void {}

  /** Granted where nobody decides, as in Electron. */
  decide(contents: unknown, permission: string): Promise<boolean> {
    const handler = this.#onRequest;
    if (handler === null) return Promise.resolve(true);
    return new Promise((resolve) => {
      handler(
        contents as Electron.WebContents,
        permission as Parameters<typeof handler>[1],
        resolve,
        { isMainFrame: true, requestingUrl: '' },
      );
    });
  }
}

/** The one session: windows with a partition of their own are not there. */
export const defaultSession = loud('session', new DoubleSession());

import { type Session, shell, type WebContents } from 'electron';
import { isOwnPage, mayOpenOutside } from './own-page.ts';

function openOutside(address: string): void {
  if (mayOpenOutside(address)) void shell.openExternal(address);
}

/** Holds a window to its one page: links go to the system's browser, everything else nowhere. */
export function guardNavigation(contents: WebContents, page: URL): void {
  const refuseForeign = (event: Electron.Event & { readonly url: string }): void => {
    if (isOwnPage(event.url, page)) return;
    event.preventDefault();
    openOutside(event.url);
  };
  contents.on('will-navigate', refuseForeign);
  contents.on('will-redirect', refuseForeign);
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

/** The console needs no camera, microphone, location or notification: every request is refused. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

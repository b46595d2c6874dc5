import { app, type Session, shell, type WebContents } from 'electron';
import { isOwnPage, mayOpenOutside } from './own-page.ts';

function openOutside(address: string): void {
  if (!mayOpenOutside(address)) return;
  shell.openExternal(address).catch((caught: unknown) => {
    process.stderr.write(`${address} was not opened: ${String(caught)}\n`);
  });
}

/** Holds a page to its one address: links go to the system's browser, everything else nowhere. */
function guardNavigation(contents: WebContents, page: URL): void {
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

/** The console needs no camera, microphone, location, notification or device: all are refused. */
function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // What it offers to save comes from itself and needs no file dialog; anything else is a trick.
  session.on('will-download', (event) => event.preventDefault());
}

const guarded = new WeakSet<Session>();

/**
 * Guards whatever shows a page, however it came to be: the window, its developer tools, and what
 * somebody may add one day. Call it before the first window.
 */
export function guardEveryPage(page: URL): void {
  app.on('web-contents-created', (_event, contents) => {
    guardNavigation(contents, page);
    if (guarded.has(contents.session)) return;
    guarded.add(contents.session);
    refusePermissions(contents.session);
  });
}

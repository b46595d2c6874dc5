import { type Session, shell, type WebContents } from 'electron';

/** The page itself, wherever in it (`#…`, `?…`): the same file, or the development server. */
export function isOwnPage(url: string, page: URL): boolean {
  if (!URL.canParse(url)) return false;
  const target = new URL(url);
  if (target.protocol !== page.protocol || target.host !== page.host) return false;
  return page.protocol !== 'file:' || target.pathname === page.pathname;
}

function openOutside(url: string): void {
  // Only https: another scheme could start any program that has registered for it.
  if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url);
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

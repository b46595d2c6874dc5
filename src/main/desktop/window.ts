import { BrowserWindow, nativeTheme } from 'electron';
import { guardNavigation, refusePermissions } from './navigation-guard.ts';

export interface WindowFiles {
  /** Absolute path of the built preload. */
  readonly preload: string;
  /** What the window shows, and all it may ever show. */
  readonly page: URL;
}

/** As the page's own backgrounds, so that the window does not flash before the first paint. */
const BACKGROUND = { light: '#f5f6f8', dark: '#101318' } as const;

export function openWindow({ preload, page }: WindowFiles): BrowserWindow {
  const window = new BrowserWindow({
    title: 'VX11 Control',
    width: 1180,
    height: 800,
    minWidth: 360,
    minHeight: 480,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  guardNavigation(window.webContents, page);
  refusePermissions(window.webContents.session);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(page.href);
  return window;
}

/** What a second start does instead of opening a second window. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

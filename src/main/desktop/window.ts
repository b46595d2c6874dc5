import { BrowserWindow, nativeTheme, screen } from 'electron';
import { placeToRestore, type WindowPlace } from './window-place.ts';

export interface WindowFiles {
  /** Absolute path of the built preload. */
  readonly preload: string;
  /** What the window shows, and all it may ever show. */
  readonly page: URL;
  /** For the title bar and the list of windows, where the system does not take it from the app. */
  readonly icon: string;
}

/** As the page's own backgrounds, so that the window does not flash before the first paint. */
const BACKGROUND = { light: '#f5f6f8', dark: '#101318' } as const;
const DEFAULT_SIZE = { width: 1180, height: 800 };

/** Opens the window where it was left, as far as that place still exists. */
export function openWindow(
  { preload, page, icon }: WindowFiles,
  left: WindowPlace | null,
): BrowserWindow {
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const place = placeToRestore(left, areas);
  const window = new BrowserWindow({
    title: 'VX11 Control',
    icon,
    ...DEFAULT_SIZE,
    ...place?.bounds,
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
  window.once('ready-to-show', () => (place?.maximized ? window.maximize() : window.show()));
  window.loadURL(page.href).catch((caught: unknown) => {
    process.stderr.write(`the page did not load: ${String(caught)}\n`);
  });
  return window;
}

export const placeOf = (window: BrowserWindow): WindowPlace => ({
  bounds: window.getNormalBounds(),
  maximized: window.isMaximized(),
});

/** What a second start does instead of opening a second window. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** macOS would leave a black screen behind when a window is hidden while it fills it. */
export function hideWindow(window: BrowserWindow): void {
  if (!window.isFullScreen()) return window.hide();
  window.once('leave-full-screen', () => window.hide());
  window.setFullScreen(false);
}

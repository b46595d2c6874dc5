import { join } from 'node:path';
import { app, type BrowserWindow, Menu, shell, type Tray, type WebContents } from 'electron';
import { importModels } from './import-models.ts';
import { applicationMenu, type MenuActions, type MenuState, trayMenu } from './menu.ts';
import type { DesktopCore } from './ports.ts';
import type { Preferences, PreferencesFile } from './preferences-file.ts';
import { recoverFromCrash } from './recover-from-crash.ts';
import { textsFor } from './texts.ts';
import { createTray, setTrayMenu } from './tray.ts';
import { bringToFront, hideWindow, openWindow, placeOf } from './window.ts';

export interface DesktopParts {
  readonly core: DesktopCore;
  readonly preferences: PreferencesFile;
  readonly preload: string;
  readonly page: URL;
  /** Folder of the icons. */
  readonly icons: string;
}

const report = (caught: unknown): void =>
  void process.stderr.write(`${caught instanceof Error ? caught.message : String(caught)}\n`);

/**
 * The window, its menus and the icon in the tray. Closing the window only hides it as long as there
 * is a way to bring it back and the operator wants it so: other programs depend on the product.
 */
export class Desktop {
  readonly #parts: DesktopParts;
  readonly #texts = textsFor(app.getLocale());
  readonly #tray: Tray | undefined;
  #window: BrowserWindow | undefined;
  #quitting = false;

  constructor(parts: DesktopParts) {
    this.#parts = parts;
    this.#tray = createTray(parts.icons, () => this.show());
    const state = this.#menuState();
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(state)));
    if (this.#tray !== undefined) setTrayMenu(this.#tray, trayMenu(state, parts.core.url));
    app.on('second-instance', () => this.show());
    app.on('activate', () => this.show());
    app.on('before-quit', () => {
      this.#quitting = true;
    });
    app.on('window-all-closed', () => app.quit());
  }

  /** Is this the page of the window? */
  owns(contents: WebContents): boolean {
    return this.#window?.webContents === contents;
  }

  /** The one window: opened, or brought forward when it is there already. */
  show(): void {
    if (this.#quitting) return;
    if (this.#window === undefined) this.#open();
    else bringToFront(this.#window);
  }

  #open(): void {
    const { preload, page, icons, preferences } = this.#parts;
    const icon = join(icons, 'app.png');
    const window = openWindow({ preload, page, icon }, preferences.current.window);
    this.#window = window;
    recoverFromCrash(window, this.#texts, () => app.quit());
    window.on('close', (event) => this.#onClose(event, window));
    window.once('closed', () => {
      this.#window = undefined;
    });
  }

  #onClose(event: Electron.Event, window: BrowserWindow): void {
    this.#remember({ window: placeOf(window) });
    if (this.#quitting || !this.#mayKeepRunning) return;
    if (!this.#parts.preferences.current.keep_running) return;
    event.preventDefault();
    hideWindow(window);
  }

  /** A full disk is no reason to keep a window open. */
  #remember(changed: Partial<Preferences>): void {
    try {
      this.#parts.preferences.change(changed);
    } catch (caught) {
      report(caught);
    }
  }

  /** On macOS the dock brings the window back, elsewhere only the tray can. */
  get #mayKeepRunning(): boolean {
    return this.#tray !== undefined || process.platform === 'darwin';
  }

  #menuState(): MenuState {
    return {
      texts: this.#texts,
      actions: this.#actions(),
      keepRunning: this.#parts.preferences.current.keep_running,
      mayKeepRunning: this.#mayKeepRunning,
      platform: process.platform,
    };
  }

  #actions(): MenuActions {
    const { core } = this.#parts;
    return {
      showWindow: () => this.show(),
      importModels: () => {
        this.show();
        if (this.#window !== undefined) {
          importModels(this.#window, core, this.#texts).catch(report);
        }
      },
      openDocumentation: () => void shell.openExternal(`${core.url}/docs`).catch(report),
      openInBrowser: () => {
        core
          .consoleUrl()
          .then((url) => shell.openExternal(url))
          .catch(report);
      },
      keepRunning: (keep) => this.#remember({ keep_running: keep }),
      quit: () => app.quit(),
    };
  }
}

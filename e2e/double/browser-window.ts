import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { loud } from './loud.ts';
import { PreventableEvent } from './preventable.ts';
import { screen } from './surroundings.ts';
import { DoubleWebContents } from './web-contents.ts';

type Covered =
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getBounds'
  | 'getNormalBounds'
  | 'getTitle'
  | 'hide'
  | 'id'
  | 'isDestroyed'
  | 'isFocused'
  | 'isFullScreen'
  | 'isMaximized'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'setBounds'
  | 'show'
  | 'unmaximize';

const DEFAULT_SIZE = { width: 800, height: 600 };

/** In the middle of the display, where nothing says otherwise. */
function placeOf(options: Electron.BrowserWindowConstructorOptions): Electron.Rectangle {
  const { width, height } = { ...DEFAULT_SIZE, ...options };
  const [display] = screen.getAllDisplays();
  const area = display?.workArea ?? { x: 0, y: 0, width, height };
  const x = options.x ?? area.x + Math.round((area.width - width) / 2);
  const y = options.y ?? area.y + Math.round((area.height - height) / 2);
  return { x, y, width, height };
}

class DoubleWindow extends EventEmitter implements Pick<Electron.BrowserWindow, Covered> {
  readonly id: number;
  readonly webContents: DoubleWebContents;
  readonly #facade: DoubleWindow = loud('BrowserWindow', this);
  readonly #title: string;
  #bounds: Electron.Rectangle;
  #visible: boolean;
  #maximized = false;
  #minimized = false;
  #destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { preload, nodeIntegration, sandbox, contextIsolation } = options.webPreferences ?? {};
    if (preload === undefined || nodeIntegration || !sandbox || !contextIsolation) {
      throw new Error('electron double: only sandboxed pages with a preload are there');
    }
    const contents = new DoubleWebContents(preload);
    this.webContents = contents.facade;
    this.id = contents.id;
    this.#title = options.title ?? app.getName();
    this.#bounds = placeOf(options);
    this.#visible = options.show ?? true;
    void contents.resize(this.#bounds.width, this.#bounds.height);
    contents.once('did-finish-load', () => this.emit('ready-to-show'));
    app.windows.add(this.#facade);
    return this.#facade;
  }

  static getAllWindows(): DoubleWindow[] {
    return [...app.windows].filter((window) => window instanceof DoubleWindow);
  }

  static fromWebContents(contents: unknown): DoubleWindow | null {
    return DoubleWindow.getAllWindows().find((one) => one.webContents === contents) ?? null;
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.load(address);
  }

  /** false: something prevented it. */
  close(): boolean {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.webContents.destroy();
    this.emit('closed');
    app.windowClosed(this.#facade);
  }

  show(): void {
    this.#visible = true;
    this.emit('show');
  }

  hide(): void {
    this.#visible = false;
    this.emit('hide');
  }

  focus(): void {
    this.emit('focus');
  }

  minimize(): void {
    this.#minimized = true;
    this.emit('minimize');
  }

  restore(): void {
    this.#minimized = false;
    this.emit('restore');
  }

  /** Shows the window, too. */
  maximize(): void {
    this.#maximized = true;
    this.show();
    this.emit('maximize');
  }

  unmaximize(): void {
    this.#maximized = false;
    this.emit('unmaximize');
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    void this.webContents.resize(this.#bounds.width, this.#bounds.height);
  }

  getBounds(): Electron.Rectangle {
    const [display] = screen.getAllDisplays();
    return this.#maximized && display !== undefined ? display.workArea : this.#bounds;
  }

  getNormalBounds = (): Electron.Rectangle => this.#bounds;
  getTitle = (): string => this.#title;
  isDestroyed = (): boolean => this.#destroyed;
  isFocused = (): boolean => this.#visible && !this.#minimized;
  isFullScreen = (): boolean => false;
  isMaximized = (): boolean => this.#maximized;
  isMinimized = (): boolean => this.#minimized;
  isVisible = (): boolean => this.#visible;
}

export const BrowserWindow = loud('BrowserWindow', DoubleWindow);

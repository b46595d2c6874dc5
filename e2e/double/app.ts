import { EventEmitter } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeBrowser } from './browser.ts';
import { loud } from './loud.ts';
import { PreventableEvent } from './preventable.ts';
import { lockInstance } from './single-instance.ts';

type Covered =
  | 'enableSandbox'
  | 'exit'
  | 'getAppPath'
  | 'getLocale'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'name'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAboutPanelOptions'
  | 'setAppUserModelId'
  | 'setName'
  | 'setPath'
  | 'whenReady';

/** What closes before the app may quit. */
interface Closable {
  /** false: something prevented it. */
  close(): boolean;
}

class DoubleApp extends EventEmitter implements Pick<Electron.App, Covered> {
  readonly isPackaged = false;
  name = 'Electron';
  /** Set by boot.ts. */
  appPath = '';
  version = '';
  readonly windows = new Set<Closable>();
  /** `--lang`, or the language of the system that tests take for granted. */
  readonly locale: string;
  readonly #paths = new Map<string, string>([
    ['home', homedir()],
    ['temp', tmpdir()],
    ['userData', join(tmpdir(), 'electron-double')],
  ]);
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #quitting = false;

  constructor() {
    super();
    const lang = process.argv.find((word) => word.startsWith('--lang='));
    this.locale = lang?.slice('--lang='.length) ?? 'en-US';
  }

  becomeReady(): void {
    if (this.#quitting) return;
    this.#isReady = true;
    this.emit('ready', new PreventableEvent(), {});
    this.#ready.resolve();
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  /** before-quit, every window's close, will-quit; whichever is prevented ends it. */
  quit(): void {
    const before = new PreventableEvent();
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#quitting = true;
    for (const window of this.windows) {
      if (window.close()) continue;
      this.#quitting = false;
      return;
    }
    this.#finishQuitting();
  }

  #finishQuitting(): void {
    const last = new PreventableEvent();
    this.emit('will-quit', last);
    if (!last.defaultPrevented) this.exit(0);
  }

  windowClosed(window: Closable): void {
    this.windows.delete(window);
    if (this.windows.size > 0 || this.#quitting) return;
    // Without a listener the app quits by itself.
    if (!this.emit('window-all-closed')) this.quit();
  }

  exit(code = 0): void {
    this.#quitting = true;
    this.emit('quit', new PreventableEvent(), code);
    void closeBrowser().finally(() => process.exit(code));
  }

  requestSingleInstanceLock(): boolean {
    return lockInstance(this.getPath('userData'), ({ argv, workingDirectory }) => {
      this.emit('second-instance', new PreventableEvent(), argv, workingDirectory, null);
    });
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`electron double: app has no path "${name}"`);
    return path;
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getAppPath = (): string => this.appPath;
  getLocale = (): string => this.locale;
  getName = (): string => this.name;
  getVersion = (): string => this.version;

  setName(name: string): void {
    this.name = name;
  }

  // What these change cannot be seen from here.
  enableSandbox(): void {}
  setAboutPanelOptions(): void {}
  setAppUserModelId(): void {}
}

export const app = loud('app', new DoubleApp());

import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { app } from './app.ts';
import { newPage } from './browser.ts';
import { ipcMain } from './ipc-main.ts';
import { loud } from './loud.ts';
import type { FromPage } from './page/messages.ts';
import { installPreloadScope } from './page/preload-scope.ts';
import { installWaysOut } from './page/ways-out.ts';
import { PagePorts } from './page-ports.ts';
import { PreventableEvent } from './preventable.ts';
import { defaultSession } from './session.ts';

type Covered =
  | 'executeJavaScript'
  | 'forcefullyCrashRenderer'
  | 'getURL'
  | 'id'
  | 'isDestroyed'
  | 'reload'
  | 'setWindowOpenHandler';
type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

let lastId = 0;
const byTarget = new Map<string, DoubleWebContents>();

/** How Playwright finds the window of a page. */
export const webContents = loud('webContents', {
  fromDevToolsTargetId: (id: string) => byTarget.get(id),
});

/** A page of Chromium, as the main process sees it. */
export class DoubleWebContents extends EventEmitter implements Pick<Electron.WebContents, Covered> {
  /** What the app gets to see. */
  readonly facade: DoubleWebContents = loud('webContents', this);
  readonly id: number;
  readonly session = defaultSession;
  readonly #preload: string;
  #page: Promise<Page>;
  #shown: Page | undefined;
  #ports = new PagePorts(() => undefined);
  #openHandler: OpenHandler | undefined;
  #address = '';
  #destroyed = false;

  constructor(preload: string) {
    super();
    lastId += 1;
    this.id = lastId;
    this.#preload = preload;
    this.#page = this.#open();
    app.emit('web-contents-created', new PreventableEvent(), this.facade);
  }

  /** A page with the double's scripts in it, then the preload. */
  async #open(): Promise<Page> {
    const page = await newPage();
    this.#shown = page;
    this.#ports = new PagePorts(() => this.#shown);
    await page.exposeBinding('electronDoubleCall', ({ frame }, message: FromPage) =>
      frame === page.mainFrame() ? this.#onCall(page, message) : undefined,
    );
    await page.addInitScript(installPreloadScope);
    await page.addInitScript(installWaysOut);
    const preload = readFileSync(this.#preload, 'utf8');
    await page.addInitScript({
      content: `if (window === window.top) ((require, process) => {${preload}
        })(electronDouble.preloadScope.require, electronDouble.preloadScope.process);`,
    });
    this.#follow(page);
    await this.#register(page);
    return page;
  }

  async #register(page: Page): Promise<void> {
    const cdp = await page.context().newCDPSession(page);
    const { targetInfo } = await cdp.send('Target.getTargetInfo');
    byTarget.set(targetInfo.targetId, this.facade);
    await cdp.detach();
  }

  #follow(page: Page): void {
    page.on('load', () => this.emit('did-finish-load', new PreventableEvent()));
    page.on('console', (message) => {
      if (message.type() === 'error') process.stderr.write(`[page] ${message.text()}\n`);
    });
    page.on('pageerror', (error) => process.stderr.write(`[page] ${error.stack}\n`));
    page.on('crash', () => {
      this.#ports.closeAll();
      const details = { reason: 'crashed', exitCode: 5 };
      this.emit('render-process-gone', new PreventableEvent(), details);
    });
  }

  #onCall(page: Page, message: FromPage): unknown {
    switch (message.type) {
      case 'document':
        return this.#ports.closeAll();
      case 'send': {
        const ports = message.ports.map((id) => this.#ports.open(id));
        const from = { sender: this.facade, senderFrame: { url: page.url() }, ports };
        ipcMain.emit(message.channel, from, message.message);
        return undefined;
      }
      case 'port-message':
        return this.#ports.receive(message.port, message.data);
      case 'port-close':
        return this.#ports.close(message.port);
      case 'permission':
        return this.session.decide(this.facade, message.permission);
      case 'open':
        return this.#onOpen(message.address);
      case 'navigate':
        return this.#onNavigate(message.address);
      case 'download':
        return this.#onDownload();
    }
  }

  #onOpen(url: string): void {
    const handler = this.#openHandler;
    const details = { url, frameName: '', features: '', disposition: 'new-window' } as const;
    const answer = handler?.({ ...details, referrer: { url: '', policy: 'default' } });
    if (answer?.action !== 'deny') throw new Error('electron double: child windows are not there');
  }

  #onNavigate(url: string): void {
    const event = Object.assign(new PreventableEvent(), { url, isMainFrame: true });
    this.emit('will-frame-navigate', event);
    this.emit('will-navigate', event);
    if (!event.defaultPrevented) void this.load(url);
  }

  #onDownload(): void {
    const event = new PreventableEvent();
    this.session.emit('will-download', event, {}, this.facade);
    if (!event.defaultPrevented) throw new Error('electron double: downloads are not there');
  }

  async load(address: string): Promise<void> {
    this.#address = address;
    const page = await this.#page;
    await page.goto(address);
  }

  /** A crashed page of Chromium's stays so; the new one takes its place. */
  reload(): void {
    const crashed = this.#shown;
    this.#page = this.#open();
    void this.load(this.#address).then(() => crashed?.close());
  }

  forcefullyCrashRenderer(): void {
    void this.#crash();
  }

  async #crash(): Promise<void> {
    const page = await this.#page;
    const cdp = await page.context().newCDPSession(page);
    // Never answered: who would answer is gone.
    cdp.send('Page.crash').catch(() => {});
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.#page).evaluate(code);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  getURL(): string {
    return this.#shown?.url() ?? '';
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  async resize(width: number, height: number): Promise<void> {
    await (await this.#page).setViewportSize({ width, height });
  }

  destroy(): void {
    this.#destroyed = true;
    this.#ports.closeAll();
    void this.#page.then((page) => page.close()).catch(() => {});
  }
}

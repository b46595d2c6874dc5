import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, type BrowserWindow, dialog, ipcMain } from 'electron';
import { PORT_MESSAGE } from '../shared/desktop-bridge.ts';
import { toAppError } from '../shared/errors/app-error.ts';
import { type Core, compose } from './compose.ts';
import { utilityProcessAdapter } from './core/children/utility-process-adapter.ts';
import { homePaths } from './core/paths.ts';
import { isOwnPage } from './desktop/own-page.ts';
import { bringToFront, openWindow } from './desktop/window.ts';

const built = (path: string): string => join(import.meta.dirname, path);
const development = process.env['ELECTRON_RENDERER_URL'];
const page = new URL(development ?? pathToFileURL(built('../renderer/index.html')));

let window: BrowserWindow | undefined;

/** The one window: opened, or brought forward when it is there already. */
function showWindow(): void {
  if (window !== undefined) return bringToFront(window);
  window = openWindow({ preload: built('../preload/index.cjs'), page });
  window.once('closed', () => {
    window = undefined;
  });
}

function composeForDesktop(): Promise<Core> {
  return compose({
    children: utilityProcessAdapter,
    hostModule: built('engine-host.js'),
    consoleRoot: built('../renderer'),
    resources: join(app.isPackaged ? process.resourcesPath : app.getAppPath(), 'resources'),
    environment: process.env,
  });
}

/** The window's line to the core; a port that comes from any other page is left unanswered. */
function servePorts(core: Core): void {
  ipcMain.on(PORT_MESSAGE, ({ ports, sender, senderFrame }) => {
    const [port] = ports;
    if (port === undefined || senderFrame === null) return;
    if (sender !== window?.webContents || !isOwnPage(senderFrame.url, page)) return port.close();
    core.serveMessagePort(port);
    port.start();
  });
}

/** Quitting waits until the core has put everything down: models, database, lock. */
function closeBeforeQuitting(core: Core): void {
  let closing: Promise<void> | undefined;
  app.on('will-quit', (event) => {
    event.preventDefault();
    closing ??= core.close().then(() => app.exit(0), exitWith);
  });
}

async function start(): Promise<void> {
  await app.whenReady();
  const core = await composeForDesktop();
  servePorts(core);
  closeBeforeQuitting(core);
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('window-all-closed', () => app.quit());
  showWindow();
}

function exitWith(caught: unknown): void {
  process.stderr.write(`${caught instanceof Error ? caught.stack : String(caught)}\n`);
  app.exit(1);
}

function refuseToStart(caught: unknown): void {
  const { code, message } = toAppError(caught);
  dialog.showErrorBox(`VX11 Control (${code})`, message);
  exitWith(caught);
}

// Chromium's own files, and with them the lock against a second instance, belong to the home.
const chromiumFiles = join(homePaths().home, 'desktop');
mkdirSync(chromiumFiles, { recursive: true, mode: 0o700 });
app.setPath('userData', chromiumFiles);

// Nothing here is awaited: Electron becomes ready only after this module has finished evaluating.
if (app.requestSingleInstanceLock()) start().catch(refuseToStart);
else app.quit();

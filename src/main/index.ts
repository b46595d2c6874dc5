import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, dialog, ipcMain } from 'electron';
import { PORT_MESSAGE } from '../shared/desktop-bridge.ts';
import { toAppError } from '../shared/errors/app-error.ts';
import { type Core, compose } from './compose.ts';
import { startDesktopProcesses } from './core/children/desktop-processes.ts';
import { homePaths } from './core/paths.ts';
import { stopOnSignals } from './core/stop-on-signals.ts';
import { Desktop } from './desktop/desktop.ts';
import { guardEveryPage } from './desktop/navigation-guard.ts';
import { isOwnPage } from './desktop/own-page.ts';
import { PreferencesFile } from './desktop/preferences-file.ts';
import { VERSION } from './version.ts';

const NAME = 'VX11 Control';
const built = (path: string): string => join(import.meta.dirname, path);
const development = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
const page = new URL(development ?? pathToFileURL(built('../renderer/index.html')));
const resources = join(app.isPackaged ? process.resourcesPath : app.getAppPath(), 'resources');
/** Chromium's own files, and with them the lock against a second instance, belong to the home. */
const desktopFolder = join(homePaths().home, 'desktop');

function composeForDesktop(): Promise<Core> {
  return compose({
    processes: startDesktopProcesses,
    hostModule: built('engine-host.js'),
    consoleRoot: built('../renderer'),
    resources,
    environment: process.env,
  });
}

/** The window's line to the core; a port that comes from any other page is left unanswered. */
function servePorts(core: Core, desktop: Desktop): void {
  ipcMain.on(PORT_MESSAGE, ({ ports, sender, senderFrame }) => {
    const [port] = ports;
    if (port === undefined || senderFrame === null) return;
    if (!desktop.owns(sender) || !isOwnPage(senderFrame.url, page)) return port.close();
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
  guardEveryPage(page);
  const core = await composeForDesktop();
  closeBeforeQuitting(core);
  stopOnSignals({
    stop: () => app.quit(),
    unfinished: () => core.unfinished(),
    say: (line) => void process.stdout.write(`${line}\n`),
    exit: (code) => app.exit(code),
  });
  const desktop = new Desktop({
    core,
    preferences: new PreferencesFile(join(desktopFolder, 'vx11-desktop.json')),
    preload: built('../preload/index.cjs'),
    page,
    icons: join(resources, 'icons'),
  });
  servePorts(core, desktop);
  desktop.show();
}

function exitWith(caught: unknown): void {
  process.stderr.write(`${caught instanceof Error ? caught.stack : String(caught)}\n`);
  app.exit(1);
}

function refuseToStart(caught: unknown): void {
  const { code, message } = toAppError(caught);
  dialog.showErrorBox(`${NAME} (${code})`, message);
  exitWith(caught);
}

app.setName(NAME);
app.setAppUserModelId('org.vx11.control');
app.setAboutPanelOptions({ applicationName: NAME, applicationVersion: VERSION });
app.enableSandbox();
mkdirSync(desktopFolder, { recursive: true, mode: 0o700 });
app.setPath('userData', desktopFolder);

// Nothing here is awaited: Electron becomes ready only after this module has finished evaluating.
if (app.requestSingleInstanceLock()) start().catch(refuseToStart);
else app.quit();

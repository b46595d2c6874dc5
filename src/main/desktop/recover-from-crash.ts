import { type BrowserWindow, dialog } from 'electron';
import { crashResponse } from './crash-response.ts';
import type { Texts } from './texts.ts';

/** Loads the page again when its process died; a person decides when it dies again and again. */
export function recoverFromCrash(window: BrowserWindow, texts: Texts, quit: () => void): void {
  let before: number | undefined;
  // Electron is still taking the old process down while it tells of its end; loading at once has
  // brought the whole app down (electron/electron#51900).
  const reload = (): void =>
    void setImmediate(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    process.stderr.write(`the window's process is gone: ${reason} (${exitCode})\n`);
    const response = crashResponse(before, performance.now());
    before = performance.now();
    if (response === 'reload') reload();
    else void askWhatNext(window, texts, reason).then((again) => (again ? reload() : quit()));
  });
}

/** true: load it again. */
async function askWhatNext(window: BrowserWindow, texts: Texts, reason: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: texts.windowStopped,
    detail: `${texts.stillServing} (${reason})`,
    buttons: [texts.loadAgain, texts.quit],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 0;
}

import { basename } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import { toAppError } from '../../shared/errors/app-error.ts';
import type { DesktopCore } from './ports.ts';
import type { Texts } from './texts.ts';

/** Lets a person choose files and takes them in one by one; the page shows how far each one is. */
export async function importModels(
  window: BrowserWindow,
  core: DesktopCore,
  texts: Texts,
): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: texts.chooseModels,
    filters: [{ name: texts.modelFiles, extensions: ['gguf'] }],
    properties: ['openFile', 'multiSelections'],
  });
  const failures: string[] = [];
  for (const path of filePaths) {
    try {
      await core.importModel(path);
    } catch (caught) {
      const { code, message } = toAppError(caught);
      failures.push(`${basename(path)}: ${message} (${code})`);
    }
  }
  if (failures.length === 0) return;
  await dialog.showMessageBox({
    type: 'error',
    message: texts.notImported(failures.length),
    detail: failures.join('\n\n'),
  });
}

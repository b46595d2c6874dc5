/*
 * The module "electron" of the double: what the main process of this product imports, and nothing
 * more. An import that is missing here fails when the module is linked.
 */

export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { dialog } from './dialog.ts';
export { ipcMain } from './ipc-main.ts';
export { Menu } from './menu.ts';
export { nativeTheme, screen, shell } from './surroundings.ts';
export { DoubleTray as Tray } from './tray.ts';
export { utilityProcess } from './utility-process.ts';
export { webContents } from './web-contents.ts';

import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, Tray } from 'electron';

/** macOS paints an image of that name black or white, as its menu bar wants it. */
const imageName = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';

/** @returns undefined where the system has no tray: there is no other way to ask than to try */
export function createTray(icons: string, onClick: () => void): Tray | undefined {
  try {
    const tray = new Tray(join(icons, imageName));
    tray.setToolTip('VX11 Control');
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') tray.on('click', onClick);
    return tray;
  } catch (caught) {
    process.stderr.write(`no tray: ${String(caught)}\n`);
    return undefined;
  }
}

export function setTrayMenu(tray: Tray, template: MenuItemConstructorOptions[]): void {
  tray.setContextMenu(Menu.buildFromTemplate(template));
}

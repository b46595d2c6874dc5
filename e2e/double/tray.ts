import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { loud } from './loud.ts';
import type { Menu } from './menu.ts';

type Covered = 'destroy' | 'isDestroyed' | 'setToolTip';

/** Exists and can be clicked; nothing is drawn. `DOUBLE_TRAY=none` is a desktop without trays. */
export class DoubleTray extends EventEmitter implements Pick<Electron.Tray, Covered> {
  /** Those of the app, for tests: Electron has no such list. */
  static readonly all: DoubleTray[] = [];
  toolTip = '';
  menu: Menu | null = null;
  #destroyed = false;

  constructor(image: string) {
    super();
    if (process.env['DOUBLE_TRAY'] === 'none') throw new Error('There is no tray here');
    if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`);
    DoubleTray.all.push(this);
    return loud('Tray', this);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    this.#destroyed = true;
  }
}

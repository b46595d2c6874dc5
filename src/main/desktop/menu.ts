import type { MenuItemConstructorOptions } from 'electron';
import type { Texts } from './texts.ts';

type Item = MenuItemConstructorOptions;

/** What a person can do from the menus. */
export interface MenuActions {
  readonly showWindow: () => void;
  readonly importModels: () => void;
  readonly openDocumentation: () => void;
  readonly openInBrowser: () => void;
  readonly keepRunning: (keep: boolean) => void;
  readonly quit: () => void;
}

export interface MenuState {
  readonly texts: Texts;
  readonly actions: MenuActions;
  readonly keepRunning: boolean;
  /** Without anything left to bring the window back by, closing it quits: no choice. */
  readonly mayKeepRunning: boolean;
  readonly platform: NodeJS.Platform;
}

const LINE: Item = { type: 'separator' };

/** The menu of the window; on macOS, of the screen. */
export function applicationMenu(state: MenuState): Item[] {
  const menus = [fileMenu(state), editMenu(state), viewMenu(state), windowMenu(state)];
  const appMenus = state.platform === 'darwin' ? [macAppMenu(state)] : [];
  return [...appMenus, ...menus, helpMenu(state)];
}

/** What the icon in the tray offers. */
export function trayMenu({ texts, actions }: MenuState, url: string): Item[] {
  return [
    { id: 'open', label: texts.open, click: actions.showWindow },
    { id: 'address', label: texts.answersAt(url), enabled: false },
    LINE,
    { id: 'open-in-browser', label: texts.openInBrowser, click: actions.openInBrowser },
    LINE,
    { id: 'quit', label: texts.quit, click: actions.quit },
  ];
}

function fileMenu({ texts, actions, ...state }: MenuState): Item {
  const keepRunning: Item = {
    id: 'keep-running',
    label: texts.keepRunning,
    type: 'checkbox',
    checked: state.keepRunning && state.mayKeepRunning,
    enabled: state.mayKeepRunning,
    click: ({ checked }) => actions.keepRunning(checked),
  };
  const quit: Item[] = [
    LINE,
    { id: 'quit', label: texts.quit, accelerator: 'CommandOrControl+Q', click: actions.quit },
  ];
  return {
    label: texts.file,
    submenu: [
      {
        id: 'import',
        label: texts.importModels,
        accelerator: 'CommandOrControl+O',
        click: actions.importModels,
      },
      { id: 'open-in-browser', label: texts.openInBrowser, click: actions.openInBrowser },
      LINE,
      keepRunning,
      // On macOS it has its place in the menu of the app.
      ...(state.platform === 'darwin' ? [] : quit),
    ],
  };
}

function editMenu({ texts }: MenuState): Item {
  return {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      LINE,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'selectAll', label: texts.selectAll },
    ],
  };
}

function viewMenu({ texts }: MenuState): Item {
  return {
    label: texts.view,
    submenu: [
      { role: 'reload', label: texts.reload },
      { role: 'toggleDevTools', label: texts.developerTools },
      LINE,
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      { role: 'zoomOut', label: texts.zoomOut },
      LINE,
      { role: 'togglefullscreen', label: texts.fullScreen },
    ],
  };
}

function windowMenu({ texts }: MenuState): Item {
  return {
    label: texts.window,
    role: 'window',
    submenu: [
      { role: 'minimize', label: texts.minimize },
      { role: 'close', label: texts.close },
    ],
  };
}

function helpMenu({ texts, actions, platform }: MenuState): Item {
  const documentation = {
    id: 'documentation',
    label: texts.documentation,
    click: actions.openDocumentation,
  };
  const about: Item[] = platform === 'darwin' ? [] : [LINE, { role: 'about', label: texts.about }];
  return { label: texts.help, role: 'help', submenu: [documentation, ...about] };
}

function macAppMenu({ texts }: MenuState): Item {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about', label: texts.about },
      LINE,
      { role: 'services', label: texts.services },
      LINE,
      { role: 'hide', label: texts.hide },
      { role: 'hideOthers', label: texts.hideOthers },
      { role: 'unhide', label: texts.showAll },
      LINE,
      { role: 'quit', label: texts.quit },
    ],
  };
}

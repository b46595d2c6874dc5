import { loud } from './loud.ts';

type Template = Electron.MenuItemConstructorOptions;

/** Roles act by themselves in Electron; here they only have a name. */
class DoubleMenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: Template['role'];
  readonly type: NonNullable<Template['type']>;
  readonly accelerator: Template['accelerator'];
  readonly submenu: DoubleMenu | undefined;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly #click: Template['click'];

  constructor(template: Template) {
    const { submenu } = template;
    this.id = template.id;
    this.label = template.label ?? '';
    this.role = template.role;
    this.type = template.type ?? (submenu === undefined ? 'normal' : 'submenu');
    this.accelerator = template.accelerator;
    this.submenu = Array.isArray(submenu) ? DoubleMenu.buildFromTemplate(submenu) : undefined;
    this.enabled = template.enabled ?? true;
    this.visible = template.visible ?? true;
    this.checked = template.checked ?? false;
    this.#click = template.click;
  }

  /** As a person's click: a checkbox changes first, and what is disabled does nothing. */
  click = (): void => {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    this.#click?.(Object(this), undefined, {});
  };
}

class DoubleMenu {
  static #application: DoubleMenu | null = null;
  readonly items: readonly DoubleMenuItem[];

  private constructor(items: readonly DoubleMenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly Template[]): DoubleMenu {
    const items = template.map((item) => loud('MenuItem', new DoubleMenuItem(item)));
    return loud('Menu', new DoubleMenu(items));
  }

  static setApplicationMenu(menu: DoubleMenu | null): void {
    DoubleMenu.#application = menu;
  }

  static getApplicationMenu(): DoubleMenu | null {
    return DoubleMenu.#application;
  }

  getMenuItemById(id: string): DoubleMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found != null) return found;
    }
    return null;
  }
}

export { DoubleMenu as Menu };

import type { MenuTemplate } from '#main/desktop/electron-api.ts';

type ItemTemplate = MenuTemplate[number];

/** A menu whose items can be read and clicked as a person would. */
export class MenuDouble {
  readonly items: MenuItemDouble[];

  constructor(template: MenuTemplate) {
    this.items = template.map((item) => new MenuItemDouble(item));
  }

  /** The item with this id, in submenus too; throws when there is none. */
  item(id: string): MenuItemDouble {
    const found = this.find(id);
    if (!found) throw new Error(`no menu item ${id}`);
    return found;
  }

  /** The item with this id, if there is one. */
  find(id: string): MenuItemDouble | undefined {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.find(id);
      if (found) return found;
    }
    return undefined;
  }
}

export class MenuItemDouble {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly submenu: MenuDouble | undefined;
  readonly #click: ItemTemplate['click'];

  constructor(item: ItemTemplate) {
    this.id = item.id;
    this.label = item.label ?? '';
    this.role = item.role;
    this.type = item.type ?? (item.submenu ? 'submenu' : 'normal');
    this.enabled = item.enabled ?? true;
    this.checked = item.checked ?? false;
    this.submenu = Array.isArray(item.submenu) ? new MenuDouble(item.submenu) : undefined;
    this.#click = item.click;
  }

  click(): void {
    if (!this.enabled) throw new Error(`${this.label} is disabled`);
    const handler = this.#click as (() => void) | undefined;
    handler?.();
  }
}

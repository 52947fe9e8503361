import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DesktopAction } from '#main/desktop/actions.ts';
import type { ElectronApi, MenuTemplate, TrayApi } from '#main/desktop/electron-api.ts';
import type { TrayItem } from '#main/desktop/tray-items.ts';
import type { TrayModel, TrayState } from '#main/desktop/tray-model.ts';

export interface AppTray {
  /** Shows the model; icon, tooltip and menu are touched only where they differ from what is shown. */
  show(model: TrayModel, panelDark: boolean): void;
  /** Builds the menu again: the system has moved the mark of a choice that then could not be made. */
  resetMenu(): void;
  /** Makes the icon anew, for a desktop whose tray came back. */
  recreate(): void;
  destroy(): void;
}

export interface TrayOptions {
  platform: NodeJS.Platform;
  /** `resources/icons` */
  iconDir: string;
  /** Edge of a panel icon on Linux, in pixels. */
  panelSize: 22 | 24;
  perform(action: DesktopAction): void;
}

/** The icon in the panel; it appears with the first `show`. */
export function createTray(
  electron: Pick<ElectronApi, 'Tray' | 'Menu'>,
  { platform, iconDir, panelSize, perform }: TrayOptions,
): AppTray {
  let tray: TrayApi | undefined;
  let shown: { model: TrayModel; icon: string } | undefined;

  function make(model: TrayModel, icon: string): TrayApi {
    const made = new electron.Tray(icon);
    // On macOS, and on Linux desktops that say so, a click opens the menu by itself.
    if (platform !== 'darwin') made.on('click', () => perform({ do: 'open' }));
    made.setToolTip(model.tooltip);
    setMenu(made, model.items);
    return made;
  }

  const setMenu = (target: TrayApi, items: readonly TrayItem[]) =>
    target.setContextMenu(electron.Menu.buildFromTemplate(menuTemplate(items, perform)));

  return {
    show(model, panelDark) {
      const icon = trayIcon({ iconDir, platform, panelSize }, model.state, panelDark);
      if (!tray) {
        tray = make(model, icon);
      } else if (shown) {
        if (icon !== shown.icon) tray.setImage(icon);
        if (model.tooltip !== shown.model.tooltip) tray.setToolTip(model.tooltip);
        // A menu that is open closes when it is replaced, so it is replaced only for a reason.
        if (!isDeepStrictEqual(model.items, shown.model.items)) setMenu(tray, model.items);
      }
      shown = { model, icon };
    },
    resetMenu() {
      if (tray && shown) setMenu(tray, shown.model.items);
    },
    recreate() {
      if (!tray || !shown) return;
      tray.destroy();
      tray = make(shown.model, shown.icon);
    },
    destroy() {
      tray?.destroy();
      tray = undefined;
      shown = undefined;
    },
  };
}

/**
 * Electron takes `…@2x.png` beside the file on dense screens, and treats `…Template.png` as a template image on
 * macOS. Windows wants an `.ico` with its sizes.
 */
export function trayIcon(
  { iconDir, platform, panelSize }: Pick<TrayOptions, 'iconDir' | 'platform' | 'panelSize'>,
  state: TrayState,
  panelDark: boolean,
): string {
  if (platform === 'darwin') return join(iconDir, 'tray', `${state}Template.png`);
  const tone = panelDark ? 'dark' : 'light';
  return platform === 'win32'
    ? join(iconDir, 'tray', `${state}-${tone}.ico`)
    : join(iconDir, 'tray', `${state}-${tone}-${panelSize}.png`);
}

function menuTemplate(items: readonly TrayItem[], perform: (action: DesktopAction) => void): MenuTemplate {
  return items.map((item) => menuItem(item, perform));
}

function menuItem(item: TrayItem, perform: (action: DesktopAction) => void): MenuTemplate[number] {
  if (item.kind === 'separator') return { type: 'separator' };
  const label = menuText(item.label);
  switch (item.kind) {
    case 'text':
      return { label, enabled: false };
    case 'submenu':
      return { id: item.id, label, submenu: menuTemplate(item.items, perform) };
    case 'choice':
      return {
        id: item.id,
        type: 'radio',
        label,
        checked: item.checked,
        click: () => perform(item.action),
      };
    case 'action':
      return { id: item.id, label, enabled: item.enabled, click: () => perform(item.action) };
  }
}

/** In a menu `&` marks the key to press; doubled it is the character. */
const menuText = (label: string): string => label.replaceAll('&', '&&');

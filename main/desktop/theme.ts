import type { NativeThemeApi } from '#main/desktop/electron-api.ts';

/** Page background of the two themes (renderer/ui/tokens.css), shown until the first paint so that nothing flashes. */
const backgrounds = { light: '#f7f6f3', dark: '#111317' } as const;

export const windowBackground = (theme: NativeThemeApi): string =>
  theme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light;

/**
 * Whether the panel that shows the tray icon is dark. Windows' taskbar has a theme of its own; GNOME's top bar is
 * dark in either theme; other panels follow the theme. macOS colours template images itself.
 */
export function panelIsDark(
  theme: NativeThemeApi,
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (platform === 'win32') return theme.shouldUseDarkColorsForSystemIntegratedUI;
  if (platform === 'linux' && /\b(gnome|unity)\b/i.test(env.XDG_CURRENT_DESKTOP ?? '')) return true;
  return theme.shouldUseDarkColors;
}

/** KDE draws panel icons at 22 pixels, the others at 24. */
export const panelIconSize = (env: Readonly<Record<string, string | undefined>>): 22 | 24 =>
  /\bkde\b/i.test(env.XDG_CURRENT_DESKTOP ?? '') ? 22 : 24;

export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

/** Read before the first paint by `public/theme-boot.js`, so the name is fixed. */
const key = 'gatehouse.theme';

export function readTheme(storage: Pick<Storage, 'getItem'>): Theme {
  try {
    const value = storage.getItem(key);
    return themes.find((theme) => theme === value) ?? 'system';
  } catch {
    return 'system';
  }
}

export function applyTheme(theme: Theme, root: HTMLElement = document.documentElement): void {
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
}

export function saveTheme(theme: Theme, storage: Pick<Storage, 'setItem'>): void {
  try {
    storage.setItem(key, theme);
  } catch {
    // A window without storage keeps its theme until it is closed.
  }
}

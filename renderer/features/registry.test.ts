import { expect, test } from 'vitest';
import { screens } from '#renderer/features/registry.ts';
import { screenKeys, shortcutGroups } from '#renderer/features/shell/shortcuts.ts';
import en from '#resources/locales/en.json' with { type: 'json' };

test('every screen has a name in the locale files, and there is no name without a screen', () => {
  expect(screens.map(({ id }) => id).sort()).toEqual(Object.keys(en.screens).sort());
});

test('ids and paths are used once, and the first screen is at the root', () => {
  expect(new Set(screens.map(({ id }) => id)).size).toBe(screens.length);
  expect(new Set(screens.map(({ path }) => path)).size).toBe(screens.length);
  expect(screens[0]?.path).toBe('/');
});

test('only the first screen is in the first script', () => {
  const [first, ...rest] = screens;
  expect(first?.preload).toBeUndefined();
  for (const screen of rest) expect(screen.preload, screen.id).toBeDefined();
});

test('every screen can be reached by two keys, and no two by the same', () => {
  expect(Object.keys(screenKeys).sort()).toEqual(screens.map(({ id }) => id).sort());
  expect(new Set(Object.values(screenKeys)).size).toBe(screens.length);
});

test('every shortcut that the help lists has its words', () => {
  for (const group of shortcutGroups) {
    expect(en.shortcuts.group[group.id]).toBeTypeOf('string');
    for (const { id } of group.entries) expect(en.shortcuts[id]).toBeTypeOf('string');
  }
});

import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { screens } from '#renderer/features/registry.ts';
import { useApp } from '#renderer/state/react.ts';

/** The second key after G, by the screen's id. */
export const screenKeys: Readonly<Record<string, string>> = {
  overview: 'o',
  profiles: 'p',
  models: 'm',
  chat: 'c',
  activity: 'a',
  logs: 'l',
  doctor: 'd',
  settings: 's',
};

/** What the help lists besides the screens; the same keys as below and in the lists. */
export const shortcutGroups = [
  {
    id: 'anywhere',
    entries: [
      { id: 'palette', keys: ['mod', 'K'] },
      { id: 'search', keys: ['/'] },
      { id: 'add', keys: ['A'] },
      { id: 'help', keys: ['?'] },
      { id: 'close', keys: ['Esc'] },
    ],
  },
  {
    id: 'lists',
    entries: [
      { id: 'rows', keys: ['↑', '↓'] },
      { id: 'pages', keys: ['PgUp', 'PgDn'] },
      { id: 'ends', keys: ['Home', 'End'] },
      { id: 'open', keys: ['Enter'] },
      { id: 'copyLine', keys: ['C'] },
      { id: 'follow', keys: ['F'] },
    ],
  },
] as const;

/** How long the second key of a pair may take. */
const pairMs = 1_200;

export function useShortcuts(): void {
  const { ui } = useApp();
  const [, navigate] = useLocation();
  useEffect(() => {
    let pairUntil = 0;
    function onKeyDown(event: KeyboardEvent) {
      const key = event.key.toLowerCase();
      if ((event.metaKey || event.ctrlKey) && key === 'k') {
        event.preventDefault();
        ui.setPalette(!ui.store.getState().palette);
        return;
      }
      const { singleKeys, dialog, palette } = ui.store.getState();
      if (!singleKeys || dialog || palette || event.metaKey || event.ctrlKey || event.altKey) return;
      if (isTyping(event.target)) return;
      if (performance.now() < pairUntil) {
        pairUntil = 0;
        const screen = screens.find(({ id }) => screenKeys[id] === key);
        if (screen) navigate(screen.path);
      } else if (key === 'g') {
        pairUntil = performance.now() + pairMs;
      } else if (key === 'a') {
        event.preventDefault();
        ui.open({ kind: 'add', agent: ui.store.getState().agent });
      } else if (key === '/') {
        const field = document.querySelector<HTMLElement>('#main search input');
        if (!field) return;
        event.preventDefault();
        field.focus();
      } else if (key === '?') {
        ui.open({ kind: 'shortcuts' });
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [ui, navigate]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A menu has its own typing: letters jump to its items.
  return target.isContentEditable || target.closest('input, textarea, select, [role="menu"]') !== null;
}

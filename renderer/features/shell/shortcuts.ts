import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useApp } from '#renderer/state/react.ts';

/** What the help lists; the same keys as below. */
export const shortcutList = [
  { id: 'palette', keys: ['mod', 'K'] },
  { id: 'overview', keys: ['G', 'O'] },
  { id: 'profiles', keys: ['G', 'P'] },
  { id: 'settings', keys: ['G', 'S'] },
  { id: 'add', keys: ['A'] },
  { id: 'help', keys: ['?'] },
] as const;

/** How long the second key of a pair may take. */
const pairMs = 1_200;
const places: Readonly<Record<string, string>> = { o: '/', p: '/profiles', s: '/settings' };

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
        const place = places[key];
        if (place !== undefined) navigate(place);
      } else if (key === 'g') {
        pairUntil = performance.now() + pairMs;
      } else if (key === 'a') {
        event.preventDefault();
        ui.open({ kind: 'add', agent: 'main' });
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

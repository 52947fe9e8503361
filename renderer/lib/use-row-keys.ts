import { type KeyboardEvent, useState } from 'react';

/** What the arrow keys do in a list whose rows are not all there: one row is in the tab order, the keys move it. */
export interface RowKeys {
  /** The row that Tab reaches. */
  active: number;
  setActive: (index: number) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** How many rows Page Up and Page Down pass over. */
const page = 10;

/** The row that a key leads to; undefined when the key is not one of the list's. */
export function rowAfter(key: string, at: number, count: number): number | undefined {
  const last = count - 1;
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: last,
    PageDown: at + page,
    PageUp: at - page,
  }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(last, to));
}

/** The row in the tab order: the active one, or one that is there while the active one is scrolled away. */
export const reachedRow = (shown: readonly { index: number }[], active: number): number | undefined =>
  shown.some(({ index }) => index === active) ? active : shown[shown.length >> 1]?.index;

/**
 * @param reveal brings a row into view; its element, `[data-row="<index>"]`, takes the focus in the next frame.
 */
export function useRowKeys(count: number, reveal: (index: number) => void): RowKeys {
  const [chosen, setActive] = useState(0);
  const active = Math.min(chosen, Math.max(0, count - 1));
  return {
    active,
    setActive,
    onKeyDown(event) {
      const row = (event.target as HTMLElement).closest('[data-row]');
      // Only from a row itself: arrows inside what a row has opened are the text's.
      if (row !== event.target || event.metaKey || event.ctrlKey || event.altKey) return;
      const to = rowAfter(event.key, active, count);
      if (to === undefined) return;
      event.preventDefault();
      setActive(to);
      reveal(to);
      const list = event.currentTarget;
      requestAnimationFrame(() => list.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus());
    },
  };
}

import type { DesktopAction } from '#main/desktop/actions.ts';

export type TrayItem =
  | { kind: 'separator' }
  /** Cannot be clicked: it says something. */
  | { kind: 'text'; label: string }
  | { kind: 'action'; id: string; label: string; enabled: boolean; action: DesktopAction }
  | { kind: 'choice'; id: string; label: string; checked: boolean; action: DesktopAction }
  | { kind: 'submenu'; id: string; label: string; items: TrayItem[] };

export const action = (id: string, label: string, does: DesktopAction, enabled = true): TrayItem => ({
  kind: 'action',
  id,
  label,
  enabled,
  action: does,
});

/** Groups with a line between them; empty ones leave no trace. */
export function joinGroups(groups: readonly (readonly TrayItem[])[]): TrayItem[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index): TrayItem[] => (index === 0 ? [...group] : [{ kind: 'separator' }, ...group]));
}

import { useCallback } from 'react';
import type { Settings, SettingsPatch } from '#core/contract/calls/settings.ts';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useTopic } from '#renderer/state/react.ts';

/** What is set, and the way to change it; a change that failed is told. */
export function useSettings(): {
  settings: Settings | undefined;
  /** @returns whether it is in force. */
  change: (patch: SettingsPatch) => Promise<boolean>;
} {
  const actions = useActions();
  const settings = useTopic('settings');
  const change = useCallback(
    async (patch: SettingsPatch) => (await actions.call('settings.change', patch)) !== undefined,
    [actions],
  );
  return { settings, change };
}

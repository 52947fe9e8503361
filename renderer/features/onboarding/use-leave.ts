import { useCallback } from 'react';
import { useSettings } from '#renderer/features/settings/use-settings.ts';
import { useApp } from '#renderer/state/react.ts';

/** The first steps are done or passed over: they do not come up by themselves again. */
export function useLeave(): () => Promise<void> {
  const { onboarding } = useApp();
  const { settings, change } = useSettings();
  const onboarded = settings?.onboarded;
  return useCallback(async () => {
    onboarding.leave();
    if (onboarded === false) await change({ onboarded: true });
  }, [onboarding, onboarded, change]);
}

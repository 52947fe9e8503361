import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { failureReasons } from '#core/routing/failure.ts';

/** Why an attempt failed, in words; a reason that has none is told as it is. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (reason) => {
      const known = failureReasons.find((one) => one === reason);
      return known ? t(`profiles.coolingReason.${known}`) : reason.replaceAll('_', ' ');
    },
    [t],
  );
}

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useSourceName } from '#renderer/features/imports/use-source-name.ts';

/** The name of a gateway that a mirror is for: ours, or an installed one of the family. */
export function useTargetName(): (target: string) => string {
  const { t } = useTranslation();
  const family = useSourceName();
  return useCallback(
    (target) => (target === 'embedded' ? t('security.target.embedded') : family(target)),
    [t, family],
  );
}

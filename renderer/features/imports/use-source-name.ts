import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type en from '#resources/locales/en.json';

type Known = keyof typeof en.import.source;

/** The name of a place where credentials are found; its id when it has no words yet. */
export function useSourceName(): (source: string) => string {
  const { t } = useTranslation();
  return useCallback((source) => t(`import.source.${source as Known}`, { defaultValue: source }), [t]);
}

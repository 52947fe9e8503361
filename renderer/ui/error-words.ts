import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';

export interface ErrorWords {
  /** What happened. */
  title: string;
  /** What happened here, as the host puts it. */
  what: string;
  why: string;
  todo: string;
  code: string;
}

/** The words of an error: decided by its code, with what the host knows about this one. */
export function useErrorWords(): (error: CallError) => ErrorWords {
  const { t } = useTranslation();
  return useCallback(
    (error) => ({
      title: t(`errors.${error.code}.title`),
      what: error.message,
      why: t(`errors.${error.code}.why`),
      todo: error.hint ?? t(`errors.${error.code}.todo`),
      code: error.code,
    }),
    [t],
  );
}

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallError } from '#core/contract/error.ts';
import { heard } from '#core/say/say.ts';
import { useSpeech } from '#renderer/lib/speech.ts';

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
  const speech = useSpeech();
  return useCallback(
    (error) => ({
      title: t(`errors.${error.code}.title`),
      what: heard(error, 'message', speech),
      why: t(`errors.${error.code}.why`),
      todo: heard(error, 'hint', speech) ?? t(`errors.${error.code}.todo`),
      code: error.code,
    }),
    [t, speech],
  );
}

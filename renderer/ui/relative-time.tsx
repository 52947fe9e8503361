import { useTranslation } from 'react-i18next';
import { exactTime, relativeTime } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { Tooltip } from '#renderer/ui/tooltip.tsx';

/** "in 3 days", with the exact time on hover and focus. `at` in epoch milliseconds. */
export function RelativeTime({ at, className }: { at: number; className?: string | undefined }) {
  const { i18n } = useTranslation();
  const now = useNow();
  const exact = exactTime(at, i18n.language);
  return (
    <Tooltip text={exact}>
      <time className={className} dateTime={new Date(at).toISOString()} title="">
        {relativeTime(at, now, i18n.language)}
      </time>
    </Tooltip>
  );
}

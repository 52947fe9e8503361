import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { FailoverEntry } from '#renderer/features/activity/failover-entry.tsx';
import styles from '#renderer/features/overview/last-event.module.css';
import { useNow } from '#renderer/lib/use-now.ts';
import { useTopic } from '#renderer/state/react.ts';
import { timeline } from '#renderer/state/timeline.ts';
import { Card } from '#renderer/ui/card.tsx';

const dayMs = 86_400_000;

/** The newest entries of the failover timeline, while they are from today or yesterday. */
export function LastEvent({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const now = useNow();
  const entries = timeline(useTopic('activity')?.events ?? [])
    .filter(({ at }) => now - at < dayMs)
    .slice(0, 2);
  if (entries.length === 0) return null;
  return (
    <Card
      title={t('lately.title')}
      className={className}
      flush
      aside={
        <Link href="/activity/failovers" className={styles.all}>
          {t('lately.all')}
          <ArrowRight size={14} aria-hidden />
        </Link>
      }
    >
      <ol>
        {entries.map((entry) => (
          <FailoverEntry key={`${entry.kind}${entry.at}`} entry={entry} />
        ))}
      </ol>
    </Card>
  );
}

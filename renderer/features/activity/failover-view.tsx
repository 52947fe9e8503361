import { Waypoints } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { FailoverEntry } from '#renderer/features/activity/failover-entry.tsx';
import styles from '#renderer/features/activity/failover-view.module.css';
import { useGatewayEvents } from '#renderer/features/activity/use-gateway-events.ts';
import { shortDay } from '#renderer/lib/format.ts';
import { byDay, timeline } from '#renderer/state/timeline.ts';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { ErrorNotice } from '#renderer/ui/notice.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';

/** Who had enough, until when, and who answered in its place; day by day, newest first. */
export function FailoverView() {
  const { t, i18n } = useTranslation();
  const { events, error, more, busy, older } = useGatewayEvents();
  const days = useMemo(() => byDay(timeline(events ?? [])), [events]);
  if (!events) return error ? <ErrorNotice error={error} /> : <Skeleton rows={6} />;
  if (days.length === 0) {
    return (
      <EmptyState icon={<Waypoints size={20} aria-hidden />} title={t('activity.failover.empty.title')}>
        {t('activity.failover.empty.body')}
      </EmptyState>
    );
  }
  return (
    <section aria-label={t('activity.failover.list')}>
      {error && <ErrorNotice error={error} />}
      {days.map((day) => (
        <section key={day.key} className={styles.day}>
          <h2 className={styles.name}>{shortDay(day.at, i18n.language)}</h2>
          <ol className={styles.list}>
            {day.entries.map((entry) => (
              <FailoverEntry key={`${entry.kind}${entry.at}`} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
      {more && (
        <Button busy={busy} onClick={() => void older()}>
          {t('activity.failover.older')}
        </Button>
      )}
    </section>
  );
}

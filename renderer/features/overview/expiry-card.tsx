import { CalendarClock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { expiries, placeOnScale, renews, scaleMarks } from '#renderer/features/overview/expiry.ts';
import styles from '#renderer/features/overview/expiry-card.module.css';
import { ExpiryRow } from '#renderer/features/overview/expiry-row.tsx';
import { useNow } from '#renderer/lib/use-now.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';

const most = 4;

/** What expires, on a line from now to a year and as a list. */
export function ExpiryCard({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const { ui } = useApp();
  const now = useNow();
  const list = expiries(useTopic('profiles')?.agents ?? []);
  if (list.length === 0) return null;
  const ending = list.filter((one) => !renews(one));
  const renewing = list.length - ending.length;
  return (
    <Card
      title={t('expiry.title')}
      className={className}
      aside={
        <Button
          size="sm"
          look="ghost"
          icon={<CalendarClock size={14} aria-hidden />}
          onClick={() => ui.open({ kind: 'expiries' })}
        >
          {t('expiry.all')}
        </Button>
      }
    >
      <div className={styles.scale} aria-hidden>
        {list.map(({ agent, profile, at }) => (
          <span
            key={`${agent}/${profile.id}`}
            className={styles.dot}
            data-status={profile.status}
            data-renews={renews({ agent, profile, at })}
            style={{ insetInlineStart: `${placeOnScale(at - now) * 100}%` }}
          />
        ))}
      </div>
      <div className={styles.marks} aria-hidden>
        {scaleMarks.map(({ id }) => (
          <span key={id}>{t(`expiry.mark.${id}`)}</span>
        ))}
      </div>
      <ul className={styles.list}>
        {ending.slice(0, most).map((expiry) => (
          <ExpiryRow key={`${expiry.agent}/${expiry.profile.id}`} expiry={expiry} />
        ))}
      </ul>
      {(ending.length > most || renewing > 0) && (
        <p className={styles.more}>
          {ending.length > most && t('expiry.more', { count: ending.length - most })}
          {ending.length > most && renewing > 0 && ' · '}
          {renewing > 0 && t('expiry.renewCount', { count: renewing })}
        </p>
      )}
    </Card>
  );
}

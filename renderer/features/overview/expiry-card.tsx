import { useTranslation } from 'react-i18next';
import { expiries, placeOnScale, scaleMarks } from '#renderer/features/overview/expiry.ts';
import styles from '#renderer/features/overview/expiry-card.module.css';
import { useNow } from '#renderer/lib/use-now.ts';
import { useTopic } from '#renderer/state/react.ts';
import { Card } from '#renderer/ui/card.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

const toneOf = { expired: 'bad', expiring: 'warn' } as const;
const most = 4;

/** What expires, on a line from now to a year and as a list. */
export function ExpiryCard({ className }: { className?: string | undefined }) {
  const { t } = useTranslation();
  const now = useNow();
  const list = expiries(useTopic('profiles')?.agents ?? []);
  if (list.length === 0) return null;
  return (
    <Card title={t('expiry.title')} className={className}>
      <div className={styles.scale} aria-hidden>
        {list.map(({ agent, profile, at }) => (
          <span
            key={`${agent}/${profile.id}`}
            className={styles.dot}
            data-status={profile.status}
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
        {list.slice(0, most).map(({ agent, profile, at }) => {
          const tone = toneOf[profile.status as keyof typeof toneOf];
          return (
            <li key={`${agent}/${profile.id}`} className={styles.row}>
              <span className={styles.name}>{profile.id}</span>
              {tone && <StateIcon tone={tone} size={14} />}
              <RelativeTime at={at} className={styles.when} />
            </li>
          );
        })}
      </ul>
      {list.length > most && <p className={styles.more}>{t('expiry.more', { count: list.length - most })}</p>}
    </Card>
  );
}

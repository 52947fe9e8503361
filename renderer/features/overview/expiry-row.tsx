import { useTranslation } from 'react-i18next';
import { type Expiry, renews } from '#renderer/features/overview/expiry.ts';
import styles from '#renderer/features/overview/expiry-card.module.css';
import { useApp } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

const toneOf = { expired: 'bad', expiring: 'warn' } as const;

/** One credential that ends: which, of whom, when, and what mends it once that is needed. */
export function ExpiryRow({ expiry, exact = false }: { expiry: Expiry; exact?: boolean }) {
  const { t, i18n } = useTranslation();
  const { ui } = useApp();
  const { agent, profile, at } = expiry;
  const tone = toneOf[profile.status as keyof typeof toneOf];
  const word = t(profile.type === 'oauth' ? 'expiry.signIn' : 'expiry.replace');
  return (
    <li className={styles.row}>
      {tone && <StateIcon tone={tone} size={14} />}
      <span className={styles.name}>
        {profile.id}
        {exact && (
          <span className={styles.type}>
            {' '}
            {t(`profiles.type.${profile.type}`)}
            {agent !== 'main' && ` · ${t('expiry.ofAgent', { agent })}`}
          </span>
        )}
      </span>
      {exact && (
        <span className={styles.day}>
          {new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short' }).format(at)}
        </span>
      )}
      <RelativeTime at={at} className={styles.when} />
      {tone && !renews(expiry) && (
        <Button
          size="sm"
          aria-label={t('common.pair', { name: word, value: profile.id })}
          onClick={() => ui.open({ kind: 'replace', agent, id: profile.id })}
        >
          {word}
        </Button>
      )}
    </li>
  );
}

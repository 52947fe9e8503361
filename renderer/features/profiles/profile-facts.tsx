import { Mail, RefreshCw, StickyNote, Timer, Variable } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProfileView } from '#core/contract/topics.ts';
import { failureReasons } from '#core/routing/failure.ts';
import styles from '#renderer/features/profiles/profile-facts.module.css';
import { duration } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';

const icon = { size: 14, 'aria-hidden': true } as const;

/** What is worth knowing about one credential beside its row: why it is passed over comes first. */
export function ProfileFacts({ profile }: { profile: ProfileView }) {
  const { t } = useTranslation();
  const { shadowedBy, coolingUntil, coolingReason, refreshedBy, email, name, note } = profile;
  const facts: ReactNode[] = [];
  if (shadowedBy !== undefined) {
    facts.push(
      <li key="shadow" className={styles.fact} data-tone="warn">
        <Variable {...icon} /> {t('profiles.shadowed', { name: shadowedBy })}
      </li>,
    );
  }
  if (coolingUntil !== undefined)
    facts.push(<Cooling key="cooling" until={coolingUntil} reason={coolingReason} />);
  if (refreshedBy === 'gatehouse' || refreshedBy === 'other') {
    facts.push(
      <li key="refreshed" className={styles.fact}>
        <RefreshCw {...icon} /> {t(`profiles.refreshed.${refreshedBy}`)}
      </li>,
    );
  }
  if (email !== undefined && email !== name) {
    facts.push(
      <li key="email" className={styles.fact}>
        <Mail {...icon} /> {email}
      </li>,
    );
  }
  if (note !== undefined) {
    facts.push(
      <li key="note" className={styles.fact}>
        <StickyNote {...icon} />
        <span>
          <span className="visually-hidden">{t('profiles.note')}: </span>
          {note}
        </span>
      </li>,
    );
  }
  return facts.length === 0 ? null : <ul className={styles.facts}>{facts}</ul>;
}

function Cooling({ until, reason = 'other' }: { until: number; reason: string | undefined }) {
  const { t, i18n } = useTranslation();
  const now = useNow(1_000);
  if (until <= now) return null;
  const known = failureReasons.find((one) => one === reason) ?? 'other';
  return (
    <li className={styles.fact} data-tone="warn">
      <Timer {...icon} />
      {t('profiles.cooling', {
        time: duration(until - now, i18n.language),
        reason: t(`profiles.coolingReason.${known}`, { reason }),
      })}
    </li>
  );
}

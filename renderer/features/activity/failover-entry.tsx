import { ArrowRight, CircleCheck, CircleDollarSign, CirclePause, OctagonX, Shuffle } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '#renderer/features/activity/failover-entry.module.css';
import { useReason } from '#renderer/features/activity/use-reason.ts';
import { clockTime, exactTime, money, nearTime } from '#renderer/lib/format.ts';
import { useNow } from '#renderer/lib/use-now.ts';
import { useTopic } from '#renderer/state/react.ts';
import type { TimelineEntry } from '#renderer/state/timeline.ts';
import { Badge } from '#renderer/ui/badge.tsx';

/** One line of the timeline, as a sentence that goes from left to right. */
export function FailoverEntry({ entry }: { entry: TimelineEntry }) {
  const { t, i18n } = useTranslation();
  const agents = useTopic('profiles')?.agents.length ?? 1;
  const agent = 'agent' in entry && agents > 1 ? entry.agent : undefined;
  return (
    <li className={styles.entry}>
      <time
        className={styles.time}
        dateTime={new Date(entry.at).toISOString()}
        title={exactTime(entry.at, i18n.language)}
      >
        {clockTime(entry.at, i18n.language)}
      </time>
      <div className={styles.chain}>
        <Words entry={entry} />
        {agent && (
          <Badge tone="quiet">
            {t('activity.detail.agent')} {agent}
          </Badge>
        )}
      </div>
    </li>
  );
}

function Words({ entry }: { entry: TimelineEntry }) {
  const { t, i18n } = useTranslation();
  const reason = useReason();
  const now = useNow();
  const locale = i18n.language;
  switch (entry.kind) {
    case 'recovered':
      return (
        <Step tone="good" icon={<CircleCheck size={16} aria-hidden />}>
          {t('activity.failover.recovered', { profile: entry.recovered.profile })}
        </Step>
      );
    case 'budget': {
      const { level, spent, limit, token } = entry.budget;
      return (
        <Step tone={level === 'hold' ? 'bad' : 'warn'} icon={<CircleDollarSign size={16} aria-hidden />}>
          {t(level === 'hold' ? 'activity.failover.budgetHold' : 'activity.failover.budgetWarn', {
            spent: money(spent, locale),
            limit: money(limit, locale),
          })}{' '}
          {token && t('activity.failover.budgetToken', { token })}
        </Step>
      );
    }
    case 'cooling':
    case 'failover': {
      const { cooling } = entry;
      const switched = entry.kind === 'failover' ? entry.switched : undefined;
      const from = cooling?.profile ?? switched?.from.profile ?? switched?.from.model ?? '';
      const why = cooling?.reason ?? switched?.reason ?? '';
      const until = cooling && nearTime(cooling.until, now, locale);
      const words = cooling?.disabled ? 'disabled' : cooling && cooling.until < now ? 'rested' : 'rests';
      return (
        <>
          <Step tone="warn" icon={<CirclePause size={16} aria-hidden />}>
            <strong>{from}</strong>
            <span className={styles.why}>{reason(why)}</span>
          </Step>
          {until && (
            <>
              <Then />
              <Step>{t(`activity.failover.${words}`, { until })}</Step>
            </>
          )}
          {switched && (
            <>
              <Then />
              {switched.paid === 'held' ? (
                <Step tone="bad" icon={<OctagonX size={16} aria-hidden />}>
                  {t('activity.failover.held', { profile: switched.to.profile ?? switched.to.model })}
                </Step>
              ) : (
                <Step tone="info" icon={<Shuffle size={16} aria-hidden />}>
                  <strong>{switched.to.profile ?? switched.to.model}</strong>
                  {switched.to.model !== switched.from.model && (
                    <span className={styles.why}>{switched.to.model}</span>
                  )}
                  {switched.paid === 'announced' && <Badge tone="warn">{t('activity.failover.paid')}</Badge>}
                </Step>
              )}
            </>
          )}
        </>
      );
    }
  }
}

function Step({ tone, icon, children }: { tone?: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={styles.step} data-tone={tone}>
      {icon}
      <span className={styles.words}>{children}</span>
    </span>
  );
}

function Then() {
  const { t } = useTranslation();
  return (
    <>
      <ArrowRight size={14} aria-hidden className={styles.then} />
      <span className="visually-hidden">{t('activity.failover.then')}</span>
    </>
  );
}

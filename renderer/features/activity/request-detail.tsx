import { Check, CornerDownRight, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoggedRequest } from '#core/contract/calls/activity.ts';
import styles from '#renderer/features/activity/request-detail.module.css';
import { useReason } from '#renderer/features/activity/use-reason.ts';
import { count, exactTime, latency, money } from '#renderer/lib/format.ts';
import { CopyButton } from '#renderer/ui/copy-button.tsx';

/** One request in full: who was tried, in order, and every figure that was kept. */
export function RequestDetail({ row }: { row: LoggedRequest }) {
  const { t, i18n } = useTranslation();
  const reason = useReason();
  const locale = i18n.language;
  const number = (value: number | undefined) => (value === undefined ? undefined : count(value, locale));
  const answered = row.result === 'ok';
  return (
    <div className={styles.detail}>
      <ol className={styles.path} aria-label={t('activity.detail.path')}>
        {row.tried?.map((attempt, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same credential can be tried twice, and none ever moves.
          <li key={index} className={styles.step}>
            <CornerDownRight size={14} aria-hidden />
            <span>
              <strong>{attempt.profile ?? attempt.model}</strong>{' '}
              <span className={styles.why}>
                {t('common.pair', { name: t('activity.detail.failed'), value: reason(attempt.reason) })}
              </span>
            </span>
          </li>
        ))}
        <li className={styles.step} data-tone={answered ? 'good' : 'bad'}>
          {answered ? <Check size={14} aria-hidden /> : <OctagonX size={14} aria-hidden />}
          <span>
            <strong>{row.profile ?? row.model ?? t('activity.noModel')}</strong>{' '}
            <span className={styles.why}>
              {answered
                ? t('activity.detail.answered')
                : `${t(`activity.result.${row.result}`)}${row.reason ? `: ${reason(row.reason)}` : ''}`}
            </span>
          </span>
        </li>
      </ol>
      {row.paidSwitchFrom && (
        <p className={styles.paid}>{t('activity.detail.paid', { profile: row.paidSwitchFrom })}</p>
      )}
      <dl className={styles.facts}>
        <Fact name={t('activity.detail.when')}>{exactTime(row.at, locale)}</Fact>
        <Fact name={t('activity.detail.status')}>{row.status}</Fact>
        <Fact name={t('activity.detail.dialect')}>{row.dialect}</Fact>
        <Fact name={t('activity.detail.agent')}>{row.agent}</Fact>
        <Fact name={t('activity.detail.token')}>{row.token}</Fact>
        <Fact name={t('activity.detail.firstByte')}>{latency(row.firstByteMs, locale)}</Fact>
        <Fact name={t('activity.detail.total')}>{latency(row.totalMs, locale)}</Fact>
        <Fact name={t('activity.detail.input')}>{number(row.inputTokens)}</Fact>
        <Fact name={t('activity.detail.output')}>{number(row.outputTokens)}</Fact>
        <Fact name={t('activity.detail.cacheRead')}>{number(row.cacheReadTokens)}</Fact>
        <Fact name={t('activity.detail.cacheWrite')}>{number(row.cacheWriteTokens)}</Fact>
        <Fact name={t('activity.detail.reasoning')}>{number(row.reasoningTokens)}</Fact>
        <Fact name={t('activity.detail.cost')}>
          {row.cost !== undefined
            ? money(row.cost, locale)
            : row.inputTokens !== undefined && t('activity.detail.unpriced')}
        </Fact>
        <Fact name={t('activity.detail.session')}>{row.session && <code>{row.session}</code>}</Fact>
        <Fact name={t('activity.detail.id')}>
          <code>{row.requestId}</code>
          <CopyButton label={t('activity.detail.copyId')} copy={row.requestId} />
        </Fact>
      </dl>
    </div>
  );
}

/** Nothing at all where nothing is known. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined || children === false || children === '') return null;
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

import { CircleCheck, CircleX, LoaderCircle, Timer, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import styles from '#renderer/features/profiles/test-result.module.css';
import { latency } from '#renderer/lib/format.ts';
import type { TestState } from '#renderer/state/profiles.ts';
import { useApp } from '#renderer/state/react.ts';
import { IconButton } from '#renderer/ui/button.tsx';

/** What the last test of a profile in this window said, in its place under the row. */
export function TestResult({ agent, id }: { agent: string; id: string }) {
  const { t } = useTranslation();
  const { profiles } = useApp();
  const test = useStore(profiles.extra, ({ tests }) => tests[`${agent}/${id}`]);
  return (
    <div role="status" className={test ? styles.result : undefined}>
      {test && (
        <>
          <TestLine test={test} />
          {test.state !== 'running' && (
            <IconButton
              tip={false}
              size="sm"
              label={t('common.dismiss')}
              icon={<X size={14} aria-hidden />}
              onClick={() => profiles.forgetTest(agent, id)}
            />
          )}
        </>
      )}
    </div>
  );
}

/** One line: the outcome in words, how long it took, and what to do. */
export function TestLine({ test }: { test: TestState }) {
  const { t, i18n } = useTranslation();
  if (test.state === 'running') {
    return (
      <p className={styles.line}>
        <LoaderCircle size={15} className={styles.spin} aria-hidden />
        {t('test.running')}
      </p>
    );
  }
  if (test.state === 'error') {
    return (
      <p className={styles.line} data-tone="bad">
        <CircleX size={15} aria-hidden />
        <span>
          <strong>{t(`errors.${test.error.code}.title`)}</strong> {test.error.message}{' '}
          {test.error.hint ?? t(`errors.${test.error.code}.todo`)}
        </span>
      </p>
    );
  }
  const good = test.outcome === 'ok';
  const Icon = good ? CircleCheck : test.outcome === 'rate_limited' ? Timer : CircleX;
  return (
    <p className={styles.line} data-tone={good ? 'good' : test.outcome === 'rate_limited' ? 'warn' : 'bad'}>
      <Icon size={15} aria-hidden />
      <span>
        <strong>
          {t(`test.outcome.${test.outcome}.title`, { time: latency(test.latencyMs, i18n.language) })}
        </strong>{' '}
        {test.outcome !== 'ok' && `${test.message} ${t(`test.outcome.${test.outcome}.todo`)}`}
      </span>
    </p>
  );
}

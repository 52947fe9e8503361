import { CircleCheck, CircleX, Timer, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { heard } from '#core/say/say.ts';
import { testReasons } from '#renderer/features/profiles/test-reasons.ts';
import styles from '#renderer/features/profiles/test-result.module.css';
import { latency } from '#renderer/lib/format.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import type { TestState } from '#renderer/state/profiles.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Spinner } from '#renderer/ui/spinner.tsx';

/** What the last test of a profile in this window said, in its place under the row. */
export function TestResult({ agent, id }: { agent: string; id: string }) {
  const { t } = useTranslation();
  const { profiles } = useApp();
  const test = useStore(profiles.extra, ({ tests }) => tests[`${agent}/${id}`]);
  return (
    <div role="status" className={test ? styles.result : undefined}>
      {test && (
        <>
          <TestLine test={test} agent={agent} id={id} />
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
export function TestLine({ test, agent, id }: { test: TestState; agent: string; id: string }) {
  const { t, i18n } = useTranslation();
  const speech = useSpeech();
  const { ui } = useApp();
  // A token that works still has an allowed use, which the host's words tell.
  const isToken = useTopic('profiles')?.agents.some(
    (one) =>
      one.id === agent && one.profiles.some((profile) => profile.id === id && profile.type === 'token'),
  );
  if (test.state === 'running') {
    return (
      <p className={styles.line}>
        <Spinner size={15} />
        {t('test.running')}
      </p>
    );
  }
  if (test.state === 'error') {
    return (
      <p className={styles.line} data-tone="bad">
        <CircleX size={15} aria-hidden />
        <span>
          <strong>{t(`errors.${test.error.code}.title`)}</strong> {heard(test.error, 'message', speech)}{' '}
          {heard(test.error, 'hint', speech) ?? t(`errors.${test.error.code}.todo`)}
        </span>
      </p>
    );
  }
  const good = test.outcome === 'ok';
  const known = good ? undefined : testReasons.find((reason) => reason === test.reason);
  const Icon = good ? CircleCheck : test.outcome === 'rate_limited' ? Timer : CircleX;
  return (
    <p className={styles.line} data-tone={good ? 'good' : test.outcome === 'rate_limited' ? 'warn' : 'bad'}>
      <Icon size={15} aria-hidden />
      <span>
        <strong>
          {known
            ? t(`test.reason.${known}.title`)
            : t(`test.outcome.${test.outcome}.title`, { time: latency(test.latencyMs, i18n.language) })}
        </strong>{' '}
        {(test.outcome !== 'ok' || isToken) &&
          known !== 'claude_code_only' &&
          `${heard(test, 'message', speech)} `}
        {known
          ? t(`test.reason.${known}.todo`)
          : test.outcome !== 'ok' && t(`test.outcome.${test.outcome}.todo`)}{' '}
        {known === 'claude_code_only' && (
          <Button
            size="sm"
            onClick={() => ui.open({ kind: 'add', agent, provider: providerOf(id), method: 'key' })}
          >
            {t('test.useKey')}
          </Button>
        )}
      </span>
    </p>
  );
}

const providerOf = (id: string) => id.slice(0, id.indexOf(':'));

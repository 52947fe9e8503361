import { Boxes, MessageSquare } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Answer } from '#renderer/features/chat/answer.tsx';
import styles from '#renderer/features/onboarding/onboarding-screen.module.css';
import { TestResult } from '#renderer/features/profiles/test-result.tsx';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { isAnswering } from '#renderer/state/chat.ts';
import { phaseTone } from '#renderer/state/gateway.ts';
import { modelName } from '#renderer/state/models.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Card } from '#renderer/ui/card.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

const agent = 'main';

/** The gateway is there, and answers a first question. */
export function AskStep() {
  const { t } = useTranslation();
  const { chat, onboarding, ui } = useApp();
  const actions = useActions();
  const profile = useStore(onboarding.store, (state) => state.profile);
  const gateway = useTopic('gateway');
  const models = useTopic('models');
  const phase = useGatewayPhase();
  const session = useRef(chat.newSession());
  const thread = useStore(chat.store, ({ threads }) => threads[session.current]);
  const started = useRef(false);
  useEffect(() => {
    // The person asked for nothing else: a gateway that stands still is started, once.
    if (phase !== 'stopped' || started.current) return;
    started.current = true;
    void actions.gateway('start');
  }, [phase, actions]);

  const primary = models?.agents.find(({ id }) => id === agent)?.primary;
  const answer = thread?.messages.findLast(({ role }) => role === 'assistant');
  const answered = answer?.state === 'done';
  const question = t('onboarding.question');
  const ready = phase === 'ready' && primary !== undefined;
  const ask = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Enter asks, as soon as there is somebody to answer.
    if (ready) ask.current?.focus();
  }, [ready]);
  return (
    <Card title={t('onboarding.answers')}>
      <ul className={styles.state}>
        {phase && (
          <li>
            <StateIcon tone={phaseTone[phase]} />
            <span>
              {t('shell.gatewayIs', { phase: t(`gateway.phase.${phase}`) })}{' '}
              {phase === 'ready' && <code>{gateway?.endpoint}</code>}
            </span>
          </li>
        )}
        <li>
          <Boxes size={16} aria-hidden />
          {primary === undefined ? (
            <Button size="sm" onClick={() => ui.open({ kind: 'model', agent })}>
              {t('models.choose')}
            </Button>
          ) : (
            <span>{t('onboarding.model', { model: modelName(primary, models).name })}</span>
          )}
        </li>
      </ul>
      {profile && <TestResult agent={agent} id={profile} />}
      <p className={styles.question}>
        <span className="visually-hidden">{t('chat.you')}: </span>
        {question}
      </p>
      {answer && (
        <div className={styles.answer}>
          <Answer
            message={answer}
            onRetry={isAnswering(thread) ? undefined : () => void chat.retry(agent, session.current)}
          />
          <p role="status" className="visually-hidden">
            {answered && answer.text.slice(0, 1_500)}
          </p>
        </div>
      )}
      <div className={styles.actions}>
        {!answer && (
          <Button
            look="primary"
            ref={ask}
            icon={<MessageSquare size={15} aria-hidden />}
            disabled={!ready}
            onClick={() => void chat.send(agent, session.current, question)}
          >
            {t('onboarding.ask')}
          </Button>
        )}
        {answer && (
          <Button
            look={answered ? 'primary' : 'plain'}
            disabled={isAnswering(thread)}
            onClick={() => onboarding.go('tools')}
          >
            {t('onboarding.toTools')}
          </Button>
        )}
      </div>
    </Card>
  );
}

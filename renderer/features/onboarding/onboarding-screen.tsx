import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { attentionItems } from '#core/attention/attention.ts';
import { AskStep } from '#renderer/features/onboarding/ask-step.tsx';
import { KeyStep } from '#renderer/features/onboarding/key-step.tsx';
import styles from '#renderer/features/onboarding/onboarding-screen.module.css';
import { ToolsStep } from '#renderer/features/onboarding/tools-step.tsx';
import { useLeave } from '#renderer/features/onboarding/use-leave.ts';
import { AttentionList } from '#renderer/features/overview/attention-list.tsx';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { onboardingSteps } from '#renderer/state/onboarding.ts';
import { useApp, useTopic } from '#renderer/state/react.ts';
import { Button } from '#renderer/ui/button.tsx';
import { GateMark } from '#renderer/ui/gate-mark.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';

/** From nothing to a first answer: a key, a question, and where to point one's tools. */
export default function OnboardingScreen() {
  const { t } = useTranslation();
  const { onboarding } = useApp();
  const [, navigate] = useLocation();
  const leave = useLeave();
  const step = useStore(onboarding.store, (state) => state.step);
  const vault = useTopic('vault');
  const gateway = useTopic('gateway');
  const models = useTopic('models');
  const app = useTopic('app');
  const profiles = useTopic('profiles');
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useLayoutEffect(() => {
    // The step has changed under the person's hands: that is where one goes on reading.
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  if (!vault || !gateway || !models) return <ScreenLoading title={t('onboarding.title')} />;
  const done = () => {
    void leave();
    navigate('/');
  };
  const at = onboardingSteps.indexOf(step);
  // What keeps the gateway from running comes before any step.
  const broken = attentionItems({ app, vault, profiles, models, gateway }, Date.now()).filter(
    ({ severity }) => severity === 'error',
  );
  return (
    <div className={styles.screen}>
      <header className={styles.header}>
        <GateMark size={44} lit={at > 0} />
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {t(`onboarding.step.${step}.title`)}
        </h1>
        <p className={styles.body}>{t(`onboarding.step.${step}.body`)}</p>
        <ol className={styles.steps} aria-label={t('onboarding.steps')}>
          {onboardingSteps.map((one, index) => (
            <li key={one} aria-current={one === step ? 'step' : undefined} data-done={index < at}>
              <span className={styles.number}>{index + 1}</span>
              {t(`onboarding.step.${one}.name`)}
            </li>
          ))}
        </ol>
      </header>
      <VaultPanel />
      <AttentionList items={broken} />
      {step === 'key' && <KeyStep />}
      {step === 'ask' && <AskStep />}
      {step === 'tools' && <ToolsStep onDone={done} />}
      {step !== 'tools' && (
        <footer className={styles.skip}>
          <Button look="ghost" onClick={done}>
            {t('onboarding.skip')}
          </Button>
        </footer>
      )}
    </div>
  );
}

import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { AskStep } from '#renderer/features/onboarding/ask-step.tsx';
import { KeyStep } from '#renderer/features/onboarding/key-step.tsx';
import styles from '#renderer/features/onboarding/onboarding-screen.module.css';
import { ToolsStep } from '#renderer/features/onboarding/tools-step.tsx';
import { useLeave } from '#renderer/features/onboarding/use-leave.ts';
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

import { Circle, CircleCheck, LoaderCircle, OctagonX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Installation } from '#core/family/installation.ts';
import { heard } from '#core/say/say.ts';
import styles from '#renderer/features/families/upgrade-progress.module.css';
import { useActions } from '#renderer/features/shell/use-actions.ts';
import { useSpeech } from '#renderer/lib/speech.ts';
import { Button } from '#renderer/ui/button.tsx';

type Upgrade = NonNullable<Installation['upgrade']>;
const steps = ['copying', 'installing', 'starting', 'comparing', 'switching'] as const;

/** How far each step is; of an upgrade that ended without success nobody knows more than its last word. */
export function stepStates(step: Upgrade['step']): ('done' | 'now' | 'open')[] {
  if (step === 'done') return steps.map(() => 'done');
  const at = steps.indexOf(step as (typeof steps)[number]);
  return steps.map((_, index) => (at < 0 || index > at ? 'open' : index < at ? 'done' : 'now'));
}

/** The steps of a canary upgrade, with what was found on the way. */
export function UpgradeProgress({ id, upgrade }: { id: string; upgrade: Upgrade }) {
  const { t } = useTranslation();
  const speech = useSpeech();
  const actions = useActions();
  const { step, to, notes } = upgrade;
  const states = stepStates(step);
  const running = states.includes('now');
  const bad = step === 'failed' || step === 'rolled_back';
  return (
    <section className={styles.upgrade} aria-label={t('families.upgradeSteps', { to })}>
      <div className={styles.head}>
        <h3>{t('families.upgradeSteps', { to })}</h3>
        {running && (
          <Button size="sm" onClick={() => void actions.call('families.cancelUpgrade', { id })}>
            {t('families.upgradeCancel')}
          </Button>
        )}
      </div>
      {running || step === 'done' ? (
        <ol className={styles.steps}>
          {steps.map((one, index) => {
            const state = states[index] ?? 'open';
            const Icon = state === 'done' ? CircleCheck : state === 'now' ? LoaderCircle : Circle;
            return (
              <li key={one} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
                <Icon size={15} aria-hidden />
                {t(`families.step.${one}`)}
              </li>
            );
          })}
        </ol>
      ) : (
        <p className={styles.end} data-bad={bad}>
          <OctagonX size={15} aria-hidden />
          {t(`families.step.${step}`)}
        </p>
      )}
      <span role="status" className="visually-hidden">
        {t(`families.step.${step}`)}
      </span>
      {notes.length > 0 && (
        <ul className={styles.notes}>
          {notes.map((note) => (
            <li key={note.text}>{heard(note, 'text', speech)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

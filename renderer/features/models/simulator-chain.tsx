import { Check, CircleSlash, CircleX, OctagonX, Undo2, Zap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TopicValue } from '#core/contract/topics.ts';
import { type FailureReason, failureReasons } from '#core/routing/failure.ts';
import styles from '#renderer/features/models/simulator.module.css';
import { sayBecause } from '#renderer/lib/because.ts';
import { modelName } from '#renderer/state/models.ts';
import { useApp } from '#renderer/state/react.ts';
import type { SimulatedChain, SimulatedModel } from '#renderer/state/simulation.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Menu, MenuItem } from '#renderer/ui/menu.tsx';
import { ProviderMark } from '#renderer/ui/provider-mark.tsx';
import { RelativeTime } from '#renderer/ui/relative-time.tsx';

interface SimulatorChainProps {
  chain: SimulatedChain;
  models: TopicValue<'models'>;
  supposed: Readonly<Record<string, FailureReason>>;
}

/**
 * The way of a request from top to bottom: models, and under each the credentials with what became of them. It is a
 * list of sentences, so that it reads the same with eyes closed.
 */
export function SimulatorChain({ chain, models, supposed }: SimulatorChainProps) {
  const { t } = useTranslation();
  return (
    <ol className={styles.chain} aria-label={t('simulator.title')}>
      {chain.models.map((one, index) => {
        const { provider, name } = modelName(one.model, models);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a model can come twice, by two roles; its place is what tells them apart.
          <li key={`${one.model} ${index}`} className={styles.stop} data-kind={kindOf(one)}>
            <span className={styles.mark}>
              <ProviderMark id={provider} name={provider} />
            </span>
            <div className={styles.words}>
              <p className={styles.name}>
                <span>{name}</span>
                <code>{one.model}</code>
              </p>
              {one.because.length > 0 && <p className={styles.why}>{sayBecause(t, one.because)}</p>}
              {one.steps.length > 0 && (
                <ul className={styles.steps}>
                  {one.steps.map((step) => (
                    <Step
                      key={`${step.kind} ${step.profile ?? ''}`}
                      step={step}
                      supposed={step.profile === undefined ? undefined : supposed[step.profile]}
                    />
                  ))}
                </ul>
              )}
            </div>
          </li>
        );
      })}
      {chain.refused !== undefined && (
        <li className={styles.stop} data-kind="refused">
          <span className={styles.mark}>
            <OctagonX size={22} aria-hidden />
          </span>
          <div className={styles.words}>
            <p className={styles.name}>{t('simulator.refused')}</p>
            <p className={styles.why}>{sayBecause(t, chain.refused)}</p>
          </div>
        </li>
      )}
    </ol>
  );
}

const kindOf = ({ steps }: SimulatedModel) =>
  steps.length === 0 ? 'named' : steps.some(({ kind }) => kind === 'answers') ? 'answers' : 'passed';

const icons = { skipped: CircleSlash, fails: CircleX, answers: Check } as const;

function Step({
  step,
  supposed,
}: {
  step: SimulatedModel['steps'][number];
  supposed: FailureReason | undefined;
}) {
  const { t } = useTranslation();
  const { simulation } = useApp();
  const { kind, profile, because } = step;
  const Icon = icons[kind];
  return (
    <li className={styles.step} data-kind={kind}>
      <Icon size={15} aria-hidden className={styles.turn} />
      <div className={styles.says}>
        <p className={styles.profile}>
          <span>{profile ?? t(kind === 'answers' ? 'simulator.keyless' : 'answers.noCredential')}</span>
          <Badge tone={kind === 'answers' ? 'good' : kind === 'fails' ? 'bad' : 'quiet'}>
            {t(`simulator.kind.${kind}`)}
          </Badge>
        </p>
        <p className={styles.why}>
          {sayBecause(t, because)}
          {step.kind === 'skipped' && step.until !== undefined && (
            <>
              {' '}
              {t('simulator.until')} <RelativeTime at={step.until} />
            </>
          )}
        </p>
      </div>
      {profile !== undefined && supposed !== undefined && (
        <Button
          size="sm"
          look="ghost"
          icon={<Undo2 size={14} aria-hidden />}
          aria-label={t('simulator.worksAgain', { profile })}
          onClick={() => simulation.suppose(profile, undefined)}
        >
          {t('simulator.works')}
        </Button>
      )}
      {profile !== undefined && supposed === undefined && kind === 'answers' && (
        <Menu
          trigger={
            <Button
              size="sm"
              icon={<Zap size={14} aria-hidden />}
              aria-label={t('simulator.failThis', { profile })}
            >
              {t('simulator.fail')}
            </Button>
          }
        >
          {failureReasons.map((reason) => (
            <MenuItem
              key={reason}
              icon={<CircleX size={15} aria-hidden />}
              onSelect={() => simulation.suppose(profile, reason)}
            >
              {t(`simulator.reason.${reason}`)}
            </MenuItem>
          ))}
        </Menu>
      )}
    </li>
  );
}

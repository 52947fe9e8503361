import { useTranslation } from 'react-i18next';
import { Redirect } from 'wouter';
import { useStore } from 'zustand';
import { attentionItems } from '#core/attention/attention.ts';
import { AnswersNext } from '#renderer/features/overview/answers-next.tsx';
import { AttentionList } from '#renderer/features/overview/attention-list.tsx';
import { expiries } from '#renderer/features/overview/expiry.ts';
import { ExpiryCard } from '#renderer/features/overview/expiry-card.tsx';
import { GatewayCard } from '#renderer/features/overview/gateway-card.tsx';
import { headline } from '#renderer/features/overview/headline.ts';
import { LastEvent } from '#renderer/features/overview/last-event.tsx';
import { LastHour } from '#renderer/features/overview/last-hour.tsx';
import styles from '#renderer/features/overview/overview-screen.module.css';
import { Welcome } from '#renderer/features/overview/welcome.tsx';
import { useGatewayPhase } from '#renderer/features/shell/use-gateway-phase.ts';
import { VaultPanel } from '#renderer/features/shell/vault-panel.tsx';
import { answerChain, modelName } from '#renderer/state/models.ts';
import { useApp, useConnected, useTopic } from '#renderer/state/react.ts';
import { PageHeader } from '#renderer/ui/page-header.tsx';
import { ScreenLoading } from '#renderer/ui/screen-loading.tsx';
import { StateIcon } from '#renderer/ui/state-icon.tsx';

export function OverviewScreen() {
  const { t } = useTranslation();
  const app = useTopic('app');
  const vault = useTopic('vault');
  const profiles = useTopic('profiles');
  const models = useTopic('models');
  const gateway = useTopic('gateway');
  const activity = useTopic('activity');
  const phase = useGatewayPhase();
  const connected = useConnected();
  const settings = useTopic('settings');
  const left = useStore(useApp().onboarding.store, (state) => state.left);
  if (!profiles || !gateway || !phase || !vault) return <ScreenLoading title={t('screens.overview')} />;

  const attention = attentionItems({ app, vault, profiles, models, gateway, activity }, Date.now());
  if (attention.some(({ code }) => code === 'no_credential')) {
    return settings?.onboarded === false && !left ? (
      <Redirect to="/welcome" replace />
    ) : (
      <Welcome attention={attention} />
    );
  }

  const next = answerChain(models?.agents.find(({ id }) => id === 'main')?.answersNext ?? []).find(
    (model) => model.next,
  );
  const credential = next?.credentials.find((one) => one.next);
  const expiring = expiries(profiles.agents).length > 0;
  const says = headline({ phase, attention, answered: next !== undefined, connected });
  return (
    <>
      <PageHeader
        title={
          <>
            <span className="visually-hidden">{t('screens.overview')}: </span>
            <StateIcon tone={says.tone} size={26} />
            {t(`overview.headline.${says.key}`)}
          </>
        }
      >
        {phase === 'ready' && connected && next ? (
          credential?.profile ? (
            <p>
              {t('overview.next', { model: modelName(next.model, models).name, profile: credential.profile })}
            </p>
          ) : (
            <p>{t('overview.nextKeyless', { model: modelName(next.model, models).name })}</p>
          )
        ) : (
          <p>{t(`overview.sub.${says.key}`)}</p>
        )}
      </PageHeader>
      <VaultPanel />
      <AttentionList items={attention} />
      <div className={styles.grid}>
        <GatewayCard className={styles.side} />
        <AnswersNext className={styles.wide} />
        <LastEvent className={styles.full} />
        <LastHour className={expiring ? styles.wide : styles.full} />
        {expiring && <ExpiryCard className={styles.side} />}
      </div>
    </>
  );
}
